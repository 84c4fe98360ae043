package org.abisession.example.shop;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sums of some orders.
 *
 * @param label the value that they share, such as a region
 * @param revenue euros
 */
record Tally(String label, int orders, long units, BigDecimal revenue) {
    static Tally of(String label, Collection<Order> orders) {
        long units = 0;
        BigDecimal revenue = BigDecimal.ZERO;
        for (Order order : orders) {
            units += order.units();
            revenue = revenue.add(order.revenue());
        }
        return new Tally(label, orders.size(), units, revenue);
    }

    /** Returns one tally for each value of the dimension, in the order of first appearance: that of time. */
    static List<Tally> by(Dimension dimension, Collection<Order> orders) {
        Map<String, List<Order>> groups = new LinkedHashMap<>();
        for (Order order : orders) {
            groups.computeIfAbsent(dimension.of(order), value -> new ArrayList<>())
                    .add(order);
        }
        return groups.entrySet().stream()
                .map(group -> of(group.getKey(), group.getValue()))
                .toList();
    }

    /** Returns the average revenue of an order, in euros. */
    BigDecimal revenuePerOrder() {
        return divide(revenue, orders);
    }

    BigDecimal unitsPerOrder() {
        return divide(BigDecimal.valueOf(units), orders);
    }

    /** Returns the average price of a unit, in euros. */
    BigDecimal revenuePerUnit() {
        return divide(revenue, units);
    }

    private static BigDecimal divide(BigDecimal sum, long count) {
        return count == 0 ? BigDecimal.ZERO : sum.divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP);
    }
}
