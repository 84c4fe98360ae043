package org.abisession.example.shop;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * One order: one line of {@code orders.csv}.
 *
 * @param unitPrice euros, 0 or more
 */
record Order(
        int number, LocalDate date, String region, String product, String category, int units, BigDecimal unitPrice) {
    static final List<String> COLUMNS =
            List.of("order", "date", "region", "product", "category", "units", "unit_price");

    Order {
        if (units < 1) {
            throw new IllegalArgumentException("units must be 1 or more, was " + units);
        }
        if (unitPrice.signum() < 0) {
            throw new IllegalArgumentException("unit_price must be 0 or more, was " + unitPrice);
        }
    }

    /** Reads one line; no value of the file holds a comma, so there is no quoting. */
    static Order parse(String line) {
        String[] values = line.split(",", -1);
        if (values.length != COLUMNS.size()) {
            throw new IllegalArgumentException(
                    "A line must have " + COLUMNS.size() + " values, had " + values.length + ": " + line);
        }
        try {
            return new Order(
                    Integer.parseInt(values[0]),
                    LocalDate.parse(values[1]),
                    values[2],
                    values[3],
                    values[4],
                    Integer.parseInt(values[5]),
                    new BigDecimal(values[6]));
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new IllegalArgumentException("A value can't be read in: " + line, e);
        }
    }

    BigDecimal revenue() {
        return unitPrice.multiply(BigDecimal.valueOf(units));
    }
}
