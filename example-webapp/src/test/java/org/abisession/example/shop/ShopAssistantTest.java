package org.abisession.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the numbers of the answers, over orders few enough to add up by head. */
class ShopAssistantTest {
    private final ShopAssistant assistant = new ShopAssistant(OrdersTest.orders(
            "1,2025-01-10,North,Assam,black tea,2,10.00", // 20
            "2,2025-01-20,South,Sencha,green tea,1,5.00", // 5
            "3,2025-03-05,North,Sencha,green tea,4,6.00", // 24
            "4,2025-05-01,West,Espresso Blend,coffee,3,17.00", // 51
            "5,2025-11-11,South,Assam,black tea,10,10.00")); // 100

    ShopAssistantTest() throws IOException {}

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is the total revenue?                    | Total revenue was €200.00 (5 orders).",
                "total revenue in the North                    | Total revenue in the North was €44.00 (2 orders).",
                "How much tea did we sell in total?            | Total revenue for black tea and green tea was €149.00 (4 orders).",
                "How many units of Sencha were sold?           | Units sold for Sencha: 5 (2 orders).",
                "How many orders were there in January?        | There were 2 orders in January, worth €25.00 in all.",
                "How many orders were there in May?            | There was 1 order in May, worth €51.00 in all.",
                "What is the average order?                    | The average order was worth €40.00 (5 orders).",
                "average units for Assam                       | The average order for Assam had 6 units (2 orders).",
                "What does Sencha cost?                        | The average price paid for Sencha was €5.80 a unit, between €5.00 and €6.00 (2 orders).",
                "Price of Assam                                | The average price paid for Assam was €10.00 a unit, always €10.00 (2 orders).",
                "revenue in 2024                               | No orders were found in 2024. The data covers 2025-01-10 to 2025-11-11.",
            })
    void answer_aggregate_isComputed(String question, String answer) {
        assertThat(assistant.answer(question).answer().text()).isEqualTo(answer);
        assertThat(assistant.answer(question).answer().strategy()).isEqualTo("aggregate");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Which product sells best?           | Assam is first of 3 products by revenue: €120.00, 60% of the total.",
                "What is the most expensive tea?     | Assam is first of 2 products by average price for black tea and green tea: €10.00.",
                "What is the cheapest product?       | Sencha is last of 3 products by average price: €5.80.",
                "worst region by units               | West is last of 3 regions by units sold: 3 units, 15% of the total.",
                "best month                          | November is first of 4 months by revenue: €100.00, 50% of the total.",
                "top 2 regions                       | The first 2 of 3 regions by revenue:~• South: €105.00~• West: €51.00",
                "top three products by units         | The first 3 of 3 products by units sold:~• Assam: 12 units~• Sencha: 5 units~• Espresso Blend: 3 units",
                "largest order in the North          | The largest of 2 orders in the North:~• 3, 2025-03-05, North: 4 × Sencha at €6.00 = €24.00",
            })
    void answer_topN_isRanked(String question, String answer) {
        assertThat(assistant.answer(question).answer().text()).isEqualTo(answer.replace('~', '\n'));
        assertThat(assistant.answer(question).answer().strategy()).isEqualTo("top_n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Show me revenue by region   | Revenue by region:~• South: €105.00~• West: €51.00~• North: €44.00~South leads with 53%.",
                "Compare north and west      | Revenue in the North and West by region:~• West: €51.00~• North: €44.00~West leads with 54%.",
                "orders per category         | Orders by category:~• black tea: 2 orders~• green tea: 2 orders~• coffee: 1 order~Black tea leads with 40%.",
                "average price per product   | Average price by product:~• Espresso Blend: €17.00~• Assam: €10.00~• Sencha: €5.80~Espresso Blend leads.",
            })
    void answer_groupBy_isBrokenDown(String question, String answer) {
        Answer given = assistant.answer(question).answer();
        assertThat(given.text()).isEqualTo(answer.replace('~', '\n'));
        assertThat(given.strategy()).isEqualTo("group_by");
    }

    @Test
    void answer_trend_comparesMonthsAndHalves() {
        Answer answer =
                assistant.answer("What are the main trends in this data?").answer();
        assertThat(answer).isEqualTo(new Answer("""
                        Revenue by month:
                        • January: €25.00
                        • March: €24.00
                        • May: €51.00
                        • November: €100.00
                        November was the strongest month, March the weakest. The second half is 208% above the first. \
                        By revenue, Assam leads the products (€120.00, 60%). \
                        By revenue, South leads the regions (€105.00, 53%).""", "trend", "medium", 5));
    }

    @Test
    void answer_values_areListed() {
        assertThat(assistant.answer("Which regions are there?").answer())
                .isEqualTo(new Answer("3 regions in 5 orders: North, South and West.", "list_values", "low", 5));
    }

    @Test
    void answer_keywords_findsTheOrdersThatHaveTheMost() {
        assertThat(assistant.answer("Find Sencha in the North").answer())
                .isEqualTo(new Answer(
                        "1 order found:\n• 3, 2025-03-05, North: 4 × Sencha at €6.00 = €24.00",
                        "keyword_search",
                        "medium",
                        1));
        assertThat(assistant.answer("espresso").answer().docsFound()).isEqualTo(1);
        assertThat(assistant.answer("green tea from Brazil").answer().text())
                .startsWith("2 orders found:")
                .endsWith("(I passed over what I don't know: brazil.)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"What is the capital of France?", "average temperature in Berlin", "hello", "?", "🍵", "<b>"})
    void answer_unknownQuestion_saysWhatCanBeAsked(String question) {
        Answer answer = assistant.answer(question).answer();
        assertThat(answer.strategy()).isEqualTo("help");
        assertThat(answer.docsFound()).isZero();
        assertThat(answer.text()).contains("5 orders", "2025-01-10", "You can ask for");
    }

    @ParameterizedTest
    @CsvSource({
        "What is the total revenue?, low",
        "Revenue in March, low",
        "Revenue in March in the North, medium",
        "Revenue by region, low",
        "Revenue by region in March, medium",
        "Top 3 products, medium",
        "Top 3 products in the North, high",
    })
    void answer_filtersAndSteps_makeTheComplexity(String question, String complexity) {
        assertThat(assistant.answer(question).answer().complexity()).isEqualTo(complexity);
    }

    @Test
    void answer_sameQuestion_comesFromTheCacheWithTheSameHash() {
        ShopAssistant.Reply first = assistant.answer("Total revenue?");
        ShopAssistant.Reply second = assistant.answer("  total   REVENUE? ");
        assertThat(first.cacheHit()).isFalse();
        assertThat(second.cacheHit()).isTrue();
        assertThat(second.answer()).isEqualTo(first.answer());
        assertThat(second.queryHash()).isEqualTo(first.queryHash()).matches("[0-9a-f]{64}");
        assertThat(assistant.answer("Total units?").queryHash()).isNotEqualTo(first.queryHash());
        assertThat(first.seconds()).isPositive();
    }

    @Test
    void queryHash_question_isItsSha256() {
        // printf 'total revenue?' | sha256sum
        assertThat(ShopAssistant.hash("Total revenue?"))
                .isEqualTo("019c64b020f43457816c99322ed0ad4b9b58c94ebaa0307b74b7adfd76d29aa4");
    }

    @Test
    void answer_shippedOrders_agreesWithAPlainSum() {
        Map<String, BigDecimal> byRegion = Orders.load().all().stream()
                .collect(Collectors.groupingBy(
                        Order::region, Collectors.reducing(BigDecimal.ZERO, Order::revenue, BigDecimal::add)));
        Map.Entry<String, BigDecimal> best = byRegion.entrySet().stream()
                .max(Comparator.comparing(Map.Entry::getValue))
                .orElseThrow();
        assertThat(ShopAssistant.load()
                        .answer("Which region has the highest revenue?")
                        .answer()
                        .text())
                .startsWith(best.getKey() + " is first of 4 regions by revenue: " + Measure.money(best.getValue()));
    }
}
