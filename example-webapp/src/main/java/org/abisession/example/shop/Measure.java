package org.abisession.example.shop;

import java.math.BigDecimal;
import java.util.Locale;

/** A quantity that can be computed of orders. */
enum Measure {
    REVENUE("revenue"),
    UNITS("units sold"),
    /** Counts orders. Their average is taken to mean the average order: its revenue. */
    ORDERS("orders"),
    /** Averages the price, which does not add up: its sum and its average are both what a unit cost on average. */
    PRICE("average price");

    final String label;

    Measure(String label) {
        this.label = label;
    }

    BigDecimal sum(Tally tally) {
        return switch (this) {
            case REVENUE -> tally.revenue();
            case UNITS -> BigDecimal.valueOf(tally.units());
            case ORDERS -> BigDecimal.valueOf(tally.orders());
            case PRICE -> tally.revenuePerUnit();
        };
    }

    /** Returns the average of an order; that of a unit for {@link #PRICE}. */
    BigDecimal average(Tally tally) {
        return switch (this) {
            case REVENUE, ORDERS -> tally.revenuePerOrder();
            case UNITS -> tally.unitsPerOrder();
            case PRICE -> tally.revenuePerUnit();
        };
    }

    String show(BigDecimal value) {
        return switch (this) {
            case REVENUE, PRICE -> money(value);
            case UNITS, ORDERS -> {
                String noun = this == UNITS ? "unit" : "order";
                String number = value.stripTrailingZeros().scale() <= 0
                        ? String.format(Locale.ROOT, "%,d", value.longValue())
                        : String.format(Locale.ROOT, "%,.2f", value);
                yield number + " " + noun + (number.equals("1") ? "" : "s");
            }
        };
    }

    static String money(BigDecimal euros) {
        return String.format(Locale.ROOT, "€%,.2f", euros);
    }
}
