package org.abisession.example.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrdersTest {
    static final String HEADER = "order,date,region,product,category,units,unit_price\n";

    static Orders orders(String... lines) throws IOException {
        return Orders.read(new StringReader(HEADER + String.join("\n", lines)));
    }

    @Test
    void load_shippedFile_isAYearOldestFirst() {
        Orders orders = Orders.load();
        assertThat(orders.all())
                .hasSize(228)
                .isSortedAccordingTo((a, b) -> a.date().compareTo(b.date()));
        assertThat(orders.all()).extracting(Order::number).doesNotHaveDuplicates();
        assertThat(orders.values(Dimension.REGION)).containsExactly("East", "North", "South", "West");
        assertThat(orders.values(Dimension.MONTH)).isEqualTo(Dimension.MONTHS);
        assertThat(orders.values(Dimension.YEAR)).containsExactly("2025");
    }

    @Test
    void read_line_isAnOrder() throws IOException {
        Order order =
                orders("7,2025-05-31,West,Earl Grey,black tea,3,8.60").all().get(0);
        assertThat(order)
                .isEqualTo(new Order(
                        7, LocalDate.of(2025, 5, 31), "West", "Earl Grey", "black tea", 3, new BigDecimal("8.60")));
        assertThat(order.revenue()).isEqualTo("25.80");
        assertThat(Dimension.MONTH.of(order)).isEqualTo("May");
        assertThat(Dimension.QUARTER.of(order)).isEqualTo("Q2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2025-01-01,West,Assam,black tea,1            | Line 3: A line must have 7 values, had 6",
                "1,2025-13-01,West,Assam,black tea,1,1.00       | Line 3: A value can't be read in: 1,2025-13-01",
                "x,2025-01-01,West,Assam,black tea,1,1.00       | Line 3: A value can't be read in: x",
                "1,2025-01-01,West,Assam,black tea,0,1.00       | Line 3: units must be 1 or more, was 0",
                "1,2025-01-01,West,Assam,black tea,1,-1.00      | Line 3: unit_price must be 0 or more, was -1.00",
            })
    void read_badLine_namesTheLineAndTheReason(String line, String message) {
        assertThatThrownBy(() -> orders("1,2025-01-01,West,Assam,black tea,1,1.00", line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void read_otherHeaderOrNoOrder_isRefused() {
        assertThatThrownBy(() -> Orders.read(new StringReader("a,b\n1,2")))
                .hasMessage("The first line must be " + HEADER.strip() + ", was a,b");
        assertThatThrownBy(() -> orders()).hasMessage("There must be at least one order");
    }
}
