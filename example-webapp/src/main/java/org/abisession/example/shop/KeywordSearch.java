package org.abisession.example.shop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds orders by the words in them: product, category, region, month, number. Immutable. */
final class KeywordSearch {
    private static final int SHOWN = 5;

    private final Orders orders;
    private final Map<Order, Set<String>> index;

    KeywordSearch(Orders orders) {
        this.orders = orders;
        this.index = orders.all().stream().collect(Collectors.toUnmodifiableMap(order -> order, KeywordSearch::words));
    }

    private static Set<String> words(Order order) {
        Set<String> words = new HashSet<>();
        for (Dimension dimension : Dimension.values()) {
            words.addAll(Words.split(dimension.of(order)));
        }
        words.add(Integer.toString(order.number()));
        return words;
    }

    private boolean knows(String word) {
        return index.values().stream().anyMatch(words -> words.contains(word));
    }

    /** Returns the orders that have the most of the words; {@code help} where none has any. */
    Answer answer(Question question, String help) {
        Map<Integer, List<Order>> byHits = new TreeMap<>(Comparator.reverseOrder());
        List<String> wanted = question.words().stream().distinct().toList();
        for (Order order : orders.matching(question.filter())) {
            int hits = 0;
            for (String word : wanted) {
                hits += index.getOrDefault(order, Set.of()).contains(word) ? 1 : 0;
            }
            if (hits > 0 || !question.filter().isEmpty()) {
                byHits.computeIfAbsent(hits, h -> new ArrayList<>()).add(order);
            }
        }
        Question asked = question.withUnknown(
                question.unknown().stream().filter(word -> !knows(word)).toList());
        if (byHits.isEmpty()) {
            return question.filter().isEmpty()
                    ? new Answer(help, Question.Kind.HELP.strategy, "low", 0)
                    : asked.answered("No orders were found" + question.filter().describe() + ".", 0);
        }
        List<Order> best = byHits.values().iterator().next();
        String list = best.stream()
                .sorted(Comparator.comparing(Order::date)
                        .thenComparing(Order::number)
                        .reversed())
                .limit(SHOWN)
                .map(KeywordSearch::line)
                .collect(Collectors.joining("\n"));
        String head = best.size() > SHOWN ? "The latest " + SHOWN + " of " : "";
        return asked.answered(head + Phrases.count(best.size(), "order") + " found:\n" + list, best.size());
    }

    static String line(Order order) {
        return "• " + order.number() + ", " + order.date() + ", " + order.region() + ": " + order.units() + " × "
                + order.product() + " at " + Measure.money(order.unitPrice()) + " = " + Measure.money(order.revenue());
    }
}
