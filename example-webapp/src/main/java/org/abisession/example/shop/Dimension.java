package org.abisession.example.shop;

import java.time.Month;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** A property by which orders can be filtered and grouped. */
enum Dimension {
    REGION("region", "regions"),
    PRODUCT("product", "products"),
    CATEGORY("category", "categories"),
    MONTH("month", "months"),
    QUARTER("quarter", "quarters"),
    YEAR("year", "years");

    /** The months' names, January first. */
    static final List<String> MONTHS =
            List.of(Month.values()).stream().map(Dimension::name).toList();

    final String singular;
    final String plural;

    Dimension(String singular, String plural) {
        this.singular = singular;
        this.plural = plural;
    }

    String of(Order order) {
        return switch (this) {
            case REGION -> order.region();
            case PRODUCT -> order.product();
            case CATEGORY -> order.category();
            case MONTH -> name(order.date().getMonth());
            case QUARTER -> "Q" + (order.date().getMonthValue() + 2) / 3;
            case YEAR -> Integer.toString(order.date().getYear());
        };
    }

    boolean isTime() {
        return this == MONTH || this == QUARTER || this == YEAR;
    }

    private static String name(Month month) {
        return month.getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    }
}
