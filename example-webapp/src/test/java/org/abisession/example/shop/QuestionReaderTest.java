package org.abisession.example.shop;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.example.shop.Question.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how questions are understood, with the names of the orders that the application ships. */
class QuestionReaderTest {
    private final QuestionReader reader = new QuestionReader(new Vocabulary(Orders.load()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What are the main trends in this data?      | TREND      | REVENUE | MONTH",
                "Units per month in the North                | TREND      | UNITS   | MONTH",
                "How did sales develop over time?            | TREND      | REVENUE | MONTH",
                "Revenue of 2025 by quarter                  | TREND      | REVENUE | QUARTER",
                "What is the total revenue?                  | AGGREGATE  | REVENUE |",
                "How many units were sold?                   | AGGREGATE  | UNITS   |",
                "How many orders are there?                  | AGGREGATE  | ORDERS  |",
                "What does a teapot cost?                    | AGGREGATE  | PRICE   |",
                "Revenue by category                         | GROUP      | REVENUE | CATEGORY",
                "Compare North and South                     | GROUP      | REVENUE | REGION",
                "Does the West buy more coffee than the East? | GROUP     | REVENUE | REGION",
                "Top 5 regions by units                      | TOP        | UNITS   | REGION",
                "What sold best?                             | TOP        | REVENUE | PRODUCT",
                "Which coffee is the most expensive?         | TOP        | PRICE   | PRODUCT",
                "the 5 smallest orders                       | TOP_ORDERS | ORDERS  |",
                "How many products do you sell?              | GROUP      | UNITS   | PRODUCT",
                "Which categories are there?                 | VALUES     | REVENUE | CATEGORY",
                "Show orders in March                        | SEARCH     | ORDERS  |",
                "order 1042                                  | SEARCH     | ORDERS  |",
                "Peppermint in the East                      | SEARCH     | REVENUE |",
            })
    void read_question_isUnderstood(String text, Kind kind, Measure measure, Dimension group) {
        Question question = reader.read(text);
        assertThat(question.kind()).isEqualTo(kind);
        assertThat(question.measure()).isEqualTo(measure);
        assertThat(question.group()).isEqualTo(group);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sales of green tea in the north in march       | {REGION=[North], CATEGORY=[green tea], MONTH=[March]}",
                "sales of teas                                  | {CATEGORY=[black tea, green tea, herbal tea]}",
                "sales of Earl Grey in Q2                       | {PRODUCT=[Earl Grey], QUARTER=[Q2]}",
                "Sidamo in the first quarter                    | {PRODUCT=[Ethiopia Sidamo], QUARTER=[Q1]}",
                "pour-over DRIPPERS, jan and february           | {PRODUCT=[Pour-over Dripper], MONTH=[February, January]}",
                "revenue in May                                 | {MONTH=[May]}",
                "May I see the revenue?                         | {}",
                "revenue in 2024 over time                      | {YEAR=[2024]}",
            })
    void read_names_limitTheOrders(String text, String filter) {
        assertThat(reader.read(text).filter()).hasToString(filter);
    }

    @ParameterizedTest
    @CsvSource({"top products, 1", "top 3 products, 3", "the five best products, 5", "top 999 products, 20"})
    void read_superlative_limitsTheResults(String text, int top) {
        assertThat(reader.read(text).top()).isEqualTo(top);
    }

    @Test
    void read_unknownWords_areKept() {
        assertThat(reader.read("total revenue of flying saucers").unknown()).containsExactly("flying", "saucer");
    }
}
