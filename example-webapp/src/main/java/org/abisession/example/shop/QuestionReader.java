package org.abisession.example.shop;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.example.shop.Question.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Understands questions by their words: what is measured, by what it is broken down, which orders it
 * is about. Immutable.
 */
final class QuestionReader {
    private static final int MOST_RESULTS = 20;
    private static final Set<String> TREND = Set.of("trend", "develop", "development", "growth", "grow", "season");
    private static final Set<String> AVERAGE = Set.of("average", "avg", "mean", "typical");
    private static final Set<String> TOTAL = Set.of("total", "sum", "overall", "altogether", "number", "count");
    private static final Set<String> HIGHEST = Set.of(
            "best",
            "top",
            "most",
            "highest",
            "largest",
            "biggest",
            "greatest",
            "leading",
            "max",
            "maximum",
            "strongest");
    private static final Set<String> LOWEST =
            Set.of("worst", "least", "lowest", "smallest", "fewest", "min", "minimum", "weakest", "slowest", "bottom");
    private static final Set<String> REVENUE = Set.of(
            "revenue", "sale", "turnover", "income", "money", "earn", "earned", "value", "worth", "amount", "spent");
    private static final Set<String> UNITS = Set.of("unit", "piece", "pack", "quantity");
    private static final Set<String> SELL = Set.of("sell", "sold", "selling", "seller", "bestseller", "popular");
    private static final Set<String> ORDERS = Set.of("order", "purchase");
    private static final Set<String> PRICE = Set.of("price", "cost", "priced");
    private static final Set<String> EXPENSIVE = Set.of("expensive", "costly", "dearest", "priciest");
    private static final Set<String> CHEAP = Set.of("cheap", "cheapest");
    private static final Set<String> LIST = Set.of("find", "show", "list", "search");
    private static final Set<String> AGAINST =
            Set.of("compare", "compared", "versus", "vs", "against", "more", "less", "fewer");
    private static final Map<Dimension, Set<String>> DIMENSIONS = Map.of(
            Dimension.REGION, Set.of("region", "area"),
            Dimension.PRODUCT, Set.of("product", "item", "article"),
            Dimension.CATEGORY, Set.of("category", "type", "sort"),
            Dimension.MONTH, Set.of("month", "monthly"),
            Dimension.QUARTER, Set.of("quarter", "quarterly"));
    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            entry("one", 1),
            entry("two", 2),
            entry("three", 3),
            entry("four", 4),
            entry("five", 5),
            entry("six", 6),
            entry("seven", 7),
            entry("eight", 8),
            entry("nine", 9),
            entry("ten", 10));

    private final Vocabulary vocabulary;

    QuestionReader(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    Question read(String text) {
        Words words = new Words(text);
        boolean overTime = words.takePhrase(List.of("over", "time"));
        boolean trend = words.takeAll(TREND) || overTime;
        Filter filter = vocabulary.take(words);
        boolean howMany = words.takePhrase(List.of("how", "many"));
        boolean expensive = words.takeAll(EXPENSIVE);
        boolean cheap = words.takeAll(CHEAP);
        boolean average = words.takeAll(AVERAGE);
        boolean lowest = words.takeAll(LOWEST) || cheap;
        boolean superlative = words.takeAll(HIGHEST) || lowest || expensive;
        Dimension group = group(words);
        boolean total = words.takeAll(TOTAL);
        boolean orders = words.has("order") || words.has("purchase");
        Measure measure = measure(words, howMany, expensive || cheap);

        List<String> left = words.rest();
        boolean listed =
                measure == Measure.ORDERS && !howMany && !total && LIST.stream().anyMatch(words::has);
        Dimension compared = compared(filter);
        boolean against = AGAINST.stream().anyMatch(words::has) || (measure != null && !total && !average);

        Kind kind;
        if (!superlative && group == null && left.stream().anyMatch(word -> word.matches("\\d{4,9}"))) {
            kind = Kind.SEARCH; // an order's number
        } else if (trend || (measure != null && !superlative && group != null && group.isTime())) {
            kind = Kind.TREND;
            group = group != null && group.isTime() ? group : Dimension.MONTH;
        } else if (superlative && group == null && orders) {
            kind = Kind.TOP_ORDERS;
        } else if (superlative && (group != null || measure != null || !filter.isEmpty())) {
            kind = Kind.TOP;
            group = group == null ? Dimension.PRODUCT : group;
        } else if (group != null) {
            kind = measure == null && !average && !total ? Kind.VALUES : Kind.GROUP;
        } else if (listed) {
            kind = Kind.SEARCH;
        } else if (compared != null && against) {
            kind = Kind.GROUP;
            group = compared;
        } else if (measure != null || ((average || total) && (!filter.isEmpty() || left.isEmpty()))) {
            kind = Kind.AGGREGATE;
        } else {
            kind = Kind.SEARCH;
        }
        int top = superlative ? top(words) : 1;
        return new Question(
                kind,
                measure == null ? Measure.REVENUE : measure,
                average,
                group,
                top,
                lowest,
                filter,
                words.all().stream().filter(word -> !Words.isStopWord(word)).toList(),
                words.rest());
    }

    private static @Nullable Dimension group(Words words) {
        Dimension found = null;
        for (Dimension dimension : Dimension.values()) {
            if (words.takeAll(DIMENSIONS.getOrDefault(dimension, Set.of())) && found == null) {
                found = dimension;
            }
        }
        return found;
    }

    private static @Nullable Measure measure(Words words, boolean howMany, boolean aboutPrice) {
        boolean sell = words.takeAll(SELL);
        boolean revenue = words.takeAll(REVENUE);
        boolean units = words.takeAll(UNITS);
        boolean price = words.takeAll(PRICE) || aboutPrice;
        boolean orders = words.takeAll(ORDERS);
        if (price) {
            return Measure.PRICE;
        }
        if (units || (sell && howMany && !orders)) {
            return Measure.UNITS;
        }
        if (revenue || sell) {
            return orders && howMany ? Measure.ORDERS : Measure.REVENUE;
        }
        return orders ? Measure.ORDERS : null;
    }

    /** Returns the dimension of which several values are named: they are to be compared. */
    private static @Nullable Dimension compared(Filter filter) {
        List<Dimension> several = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            if (filter.values(dimension).size() > 1) {
                several.add(dimension);
            }
        }
        return several.isEmpty() ? null : several.get(0);
    }

    /** Returns how many results a superlative asks for: its number, or 1. */
    private static int top(Words words) {
        for (int i = 0; i < words.all().size(); i++) {
            String word = words.all().get(i);
            Integer number = word.matches("\\d{1,3}") ? Integer.valueOf(word) : NUMBERS.get(word);
            if (number != null && number > 0 && !words.isTaken(i)) {
                words.take(i);
                return Math.min(number, MOST_RESULTS);
            }
        }
        return 1;
    }
}
