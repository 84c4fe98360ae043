package org.abisession.example.shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Computes the answer to a question that was understood, and puts it in words. Immutable. */
final class Answerer {
    private final Orders orders;
    private final KeywordSearch search;
    private final Trends trends = new Trends();

    Answerer(Orders orders) {
        this.orders = orders;
        this.search = new KeywordSearch(orders);
    }

    Answer answer(Question question) {
        if (question.kind() == Question.Kind.SEARCH) {
            return search.answer(question, help());
        }
        List<Order> found = orders.matching(question.filter());
        if (found.isEmpty()) {
            return question.answered(
                    "No orders were found" + question.filter().describe() + ". The data covers " + orders.first()
                            + " to " + orders.last() + ".",
                    0);
        }
        String text = switch (question.kind()) {
            case AGGREGATE -> aggregate(question, found);
            case GROUP -> group(question, found);
            case TOP -> top(question, found);
            case TOP_ORDERS -> topOrders(question, found);
            case TREND -> trends.describe(question, found);
            case VALUES -> values(question, found);
            case SEARCH, HELP -> help();
        };
        return question.answered(text, found.size());
    }

    private static String aggregate(Question question, List<Order> found) {
        Tally tally = Tally.of("", found);
        Measure measure = question.measure();
        String about = question.filter().describe();
        String basis = " (" + Phrases.count(found.size(), "order") + ")";
        if (measure == Measure.PRICE) {
            Comparator<Order> byPrice = Comparator.comparing(Order::unitPrice);
            String least =
                    Measure.money(found.stream().min(byPrice).orElseThrow().unitPrice());
            String most =
                    Measure.money(found.stream().max(byPrice).orElseThrow().unitPrice());
            String range = least.equals(most) ? "always " + least : "between " + least + " and " + most;
            return "The average price paid" + about + " was " + Measure.money(tally.revenuePerUnit()) + " a unit, "
                    + range + basis + ".";
        }
        if (question.average()) {
            return measure == Measure.UNITS
                    ? "The average order" + about + " had " + measure.show(measure.average(tally)) + basis + "."
                    : "The average order" + about + " was worth " + Measure.money(measure.average(tally)) + basis + ".";
        }
        return switch (measure) {
            case REVENUE -> "Total revenue" + about + " was " + Measure.money(tally.revenue()) + basis + ".";
            case UNITS -> "Units sold" + about + ": " + String.format(Locale.ROOT, "%,d", tally.units()) + basis + ".";
            case ORDERS, PRICE ->
                (tally.orders() == 1 ? "There was " : "There were ") + Phrases.count(tally.orders(), "order") + about
                        + ", worth " + Measure.money(tally.revenue()) + " in all.";
        };
    }

    private static String group(Question question, List<Order> found) {
        Dimension dimension = question.groupOr(Dimension.PRODUCT);
        Comparator<Tally> byValue = Comparator.comparing(tally -> value(question, tally));
        List<Tally> groups = Tally.by(dimension, found).stream()
                .sorted(byValue.reversed().thenComparing(Tally::label))
                .toList();
        Tally first = groups.get(0);
        String lead = Phrases.capital(first.label()) + " leads";
        if (adds(question) && groups.size() > 1) {
            lead += " with " + Phrases.share(value(question, first), value(question, Tally.of("", found)));
        }
        return Phrases.capital(what(question)) + question.filter().describe() + " by " + dimension.singular + ":\n"
                + lines(question, groups) + "\n" + lead + ".";
    }

    private static String top(Question question, List<Order> found) {
        Dimension dimension = question.groupOr(Dimension.PRODUCT);
        Comparator<Tally> byValue = Comparator.comparing(tally -> value(question, tally));
        List<Tally> all = Tally.by(dimension, found);
        List<Tally> best = all.stream()
                .sorted((question.ascending() ? byValue : byValue.reversed()).thenComparing(Tally::label))
                .limit(question.top())
                .toList();
        String by = " by " + what(question) + question.filter().describe();
        if (best.size() == 1) {
            Tally one = best.get(0);
            String share = adds(question) && all.size() > 1
                    ? ", " + Phrases.share(value(question, one), value(question, Tally.of("", found))) + " of the total"
                    : "";
            return Phrases.capital(one.label()) + (question.ascending() ? " is last of " : " is first of ")
                    + Phrases.count(all.size(), dimension.singular, dimension.plural) + by + ": " + show(question, one)
                    + share + ".";
        }
        return "The " + (question.ascending() ? "last " : "first ") + best.size() + " of "
                + Phrases.count(all.size(), dimension.singular, dimension.plural) + by + ":\n" + lines(question, best);
    }

    private static String topOrders(Question question, List<Order> found) {
        Comparator<Order> byRevenue = Comparator.comparing(Order::revenue);
        String list = found.stream()
                .sorted((question.ascending() ? byRevenue : byRevenue.reversed()).thenComparing(Order::number))
                .limit(question.top())
                .map(KeywordSearch::line)
                .collect(Collectors.joining("\n"));
        return "The " + (question.ascending() ? "smallest" : "largest") + " of " + Phrases.count(found.size(), "order")
                + question.filter().describe() + ":\n" + list;
    }

    private static String values(Question question, List<Order> found) {
        Dimension dimension = question.groupOr(Dimension.PRODUCT);
        List<String> values =
                new ArrayList<>(found.stream().map(dimension::of).distinct().toList());
        if (!dimension.isTime()) {
            values.sort(Comparator.naturalOrder());
        }
        return Phrases.count(values.size(), dimension.singular, dimension.plural) + " in "
                + Phrases.count(found.size(), "order") + question.filter().describe() + ": " + Phrases.join(values)
                + ".";
    }

    private static String lines(Question question, List<Tally> tallies) {
        return tallies.stream()
                .map(tally -> "• " + tally.label() + ": " + show(question, tally))
                .collect(Collectors.joining("\n"));
    }

    private static BigDecimal value(Question question, Tally tally) {
        return question.average()
                ? question.measure().average(tally)
                : question.measure().sum(tally);
    }

    private static String show(Question question, Tally tally) {
        return question.average() && question.measure() == Measure.ORDERS
                ? Measure.money(value(question, tally))
                : question.measure().show(value(question, tally));
    }

    private static String what(Question question) {
        if (question.measure() == Measure.PRICE || !question.average()) {
            return question.measure().label;
        }
        return question.measure() == Measure.UNITS ? "average units per order" : "average order value";
    }

    private static boolean adds(Question question) {
        return !question.average() && question.measure() != Measure.PRICE;
    }

    private String help() {
        return "I answer questions about " + orders.all().size() + " orders of a tea shop from " + orders.first()
                + " to " + orders.last() + ". You can ask for\n"
                + "• totals and averages: \"What is the total revenue in March?\", \"What is the average order?\"\n"
                + "• rankings: \"Which are the top 3 products by units?\", \"What is the most expensive tea?\"\n"
                + "• break-downs: \"Show me revenue by region.\", \"Compare sales of coffee and green tea.\"\n"
                + "• trends: \"What are the main trends in this data?\", \"Units per month in the North\"\n"
                + "• orders: \"Find Earl Grey in the West\", \"order 1042\"";
    }
}
