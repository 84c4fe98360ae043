package org.abisession.example.shop;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Selects the orders that a question is about: of each dimension that it names, one of the values named. */
final class Filter {
    private final Map<Dimension, Set<String>> values = new EnumMap<>(Dimension.class);

    Filter add(Dimension dimension, String value) {
        values.computeIfAbsent(dimension, d -> new LinkedHashSet<>()).add(value);
        return this;
    }

    /** Returns how many dimensions it limits. */
    int size() {
        return values.size();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    /** Returns the values named, in the order of the question. */
    Set<String> values(Dimension dimension) {
        return values.getOrDefault(dimension, Set.of());
    }

    boolean matches(Order order) {
        return values.entrySet().stream()
                .allMatch(e -> e.getValue().contains(e.getKey().of(order)));
    }

    /** Returns text such as {@code " for green tea in the North in March"}; empty without a limit. */
    String describe() {
        StringBuilder text = new StringBuilder();
        List<String> goods = new ArrayList<>(values(Dimension.PRODUCT));
        goods.addAll(values(Dimension.CATEGORY));
        if (!goods.isEmpty()) {
            text.append(" for ").append(Phrases.join(goods));
        }
        if (!values(Dimension.REGION).isEmpty()) {
            text.append(" in the ").append(Phrases.join(values(Dimension.REGION)));
        }
        for (Dimension time : List.of(Dimension.MONTH, Dimension.QUARTER, Dimension.YEAR)) {
            if (!values(time).isEmpty()) {
                text.append(" in ").append(Phrases.join(values(time)));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
