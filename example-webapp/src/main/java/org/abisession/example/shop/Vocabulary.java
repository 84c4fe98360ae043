package org.abisession.example.shop;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows the names that the orders have, and which of their words stand for them: "Earl Grey", "sidamo", "q2". */
final class Vocabulary {
    /** Words that make a "may" after them the month, not the verb. */
    private static final Set<String> BEFORE_MAY = Set.of("in", "of", "for", "during", "and", "since", "or");

    private record Name(Dimension dimension, String value, List<String> words) {}

    /** The names, longest first: "green tea" must be found before "tea". */
    private final List<Name> names = new ArrayList<>();
    /** Words that are in the names of several values of one dimension: "tea" means all teas. */
    private final Map<String, Set<Name>> parts = new HashMap<>();

    Vocabulary(Orders orders) {
        for (Dimension dimension : List.of(Dimension.PRODUCT, Dimension.CATEGORY, Dimension.REGION)) {
            for (String value : orders.values(dimension)) {
                Name name = new Name(dimension, value, Words.split(value));
                names.add(name);
                for (String word : name.words()) {
                    if (!Words.isStopWord(word)) {
                        parts.computeIfAbsent(word, w -> new LinkedHashSet<>()).add(name);
                    }
                }
            }
        }
        for (String month : Dimension.MONTHS) {
            names.add(new Name(Dimension.MONTH, month, Words.split(month)));
            String shortName = Words.split(month.substring(0, 3)).get(0);
            parts.computeIfAbsent(shortName, w -> new LinkedHashSet<>())
                    .add(new Name(Dimension.MONTH, month, List.of(shortName)));
        }
        List<String> ordinals = List.of("first", "second", "third", "fourth");
        for (int i = 0; i < 4; i++) {
            names.add(new Name(Dimension.QUARTER, "Q" + (i + 1), List.of("q" + (i + 1))));
            names.add(new Name(Dimension.QUARTER, "Q" + (i + 1), List.of(ordinals.get(i), "quarter")));
        }
        names.sort(Comparator.comparingInt((Name name) -> name.words().size()).reversed());
    }

    /** Takes the names out of the words, and returns the filter that they make. */
    Filter take(Words words) {
        Filter filter = new Filter();
        for (Name name : names) {
            if (!name.value().equals("May") && words.takePhrase(name.words())) {
                filter.add(name.dimension(), name.value());
            }
        }
        for (int i = 0; i < words.all().size(); i++) {
            if (words.isTaken(i)) {
                continue;
            }
            String word = words.all().get(i);
            if (word.equals("may")) {
                if (i > 0 && BEFORE_MAY.contains(words.all().get(i - 1))) {
                    words.take(i);
                    filter.add(Dimension.MONTH, "May");
                }
            } else if (word.matches("(19|20)\\d\\d")) {
                words.take(i);
                filter.add(Dimension.YEAR, word);
            } else if (parts.containsKey(word)) {
                words.take(i);
                parts.getOrDefault(word, Set.of()).forEach(name -> filter.add(name.dimension(), name.value()));
            }
        }
        return filter;
    }
}
