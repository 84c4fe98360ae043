package org.abisession.example.shop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** All orders of the shop, oldest first. Immutable. */
final class Orders {
    private static final String FILE = "orders.csv";

    private final List<Order> all;

    private Orders(List<Order> all) {
        this.all = all;
    }

    /** Reads the file that the application ships. */
    static Orders load() {
        InputStream file = Objects.requireNonNull(Orders.class.getResourceAsStream(FILE), FILE + " is missing");
        try (Reader reader = new InputStreamReader(file, StandardCharsets.UTF_8)) {
            return read(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads CSV with a header line.
     *
     * @throws IllegalArgumentException if the header or a line is not as {@link Order#COLUMNS} says,
     *     with the number of the line
     */
    static Orders read(Reader csv) throws IOException {
        BufferedReader lines = new BufferedReader(csv);
        String header = lines.readLine();
        String wanted = String.join(",", Order.COLUMNS);
        if (!wanted.equals(header)) {
            throw new IllegalArgumentException("The first line must be " + wanted + ", was " + header);
        }
        List<Order> orders = new ArrayList<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                orders.add(Order.parse(line));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("Line " + number + ": " + e.getMessage(), e);
            }
        }
        if (orders.isEmpty()) {
            throw new IllegalArgumentException("There must be at least one order");
        }
        orders.sort(Comparator.comparing(Order::date).thenComparing(Order::number));
        return new Orders(List.copyOf(orders));
    }

    List<Order> all() {
        return all;
    }

    List<Order> matching(Filter filter) {
        return all.stream().filter(filter::matches).toList();
    }

    /** Returns the distinct values of a dimension in alphabetical order; those of time in the order of the calendar. */
    List<String> values(Dimension dimension) {
        var values = all.stream().map(dimension::of).distinct();
        return (dimension.isTime() ? values : values.sorted()).toList();
    }

    LocalDate first() {
        return all.get(0).date();
    }

    LocalDate last() {
        return all.get(all.size() - 1).date();
    }
}
