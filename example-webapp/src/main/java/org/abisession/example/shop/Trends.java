package org.abisession.example.shop;

import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Puts in words how a measure went from month to month or from quarter to quarter. */
final class Trends {
    String describe(Question question, List<Order> found) {
        Dimension period = question.groupOr(Dimension.MONTH);
        List<Tally> periods = Tally.by(period, found);
        Measure measure = question.measure();
        Comparator<Tally> byValue = Comparator.comparing(tally -> value(question, tally));
        Tally best = periods.stream().max(byValue).orElseThrow();
        Tally least = periods.stream().min(byValue).orElseThrow();
        StringBuilder text = new StringBuilder();
        text.append(Phrases.capital(label(question)))
                .append(question.filter().describe())
                .append(" by ")
                .append(period.singular)
                .append(":\n")
                .append(periods.stream()
                        .map(tally -> "• " + tally.label() + ": " + measure.show(value(question, tally)))
                        .collect(Collectors.joining("\n")));
        if (periods.size() > 1) {
            text.append('\n')
                    .append(best.label())
                    .append(" was the strongest ")
                    .append(period.singular)
                    .append(", ")
                    .append(least.label())
                    .append(" the weakest. ")
                    .append(halves(question, found, periods));
        }
        if (question.filter().values(Dimension.PRODUCT).size() != 1) {
            text.append(leader(Dimension.PRODUCT, found));
        }
        if (question.filter().values(Dimension.REGION).size() != 1) {
            text.append(leader(Dimension.REGION, found));
        }
        return text.toString();
    }

    /** Compares the second half of the periods with the first; one in the middle counts for neither. */
    private static String halves(Question question, List<Order> found, List<Tally> periods) {
        Dimension period = question.groupOr(Dimension.MONTH);
        int half = periods.size() / 2;
        BigDecimal first = value(question, Tally.of("", within(period, found, periods.subList(0, half))));
        BigDecimal second = value(
                question, Tally.of("", within(period, found, periods.subList(periods.size() - half, periods.size()))));
        int direction = second.compareTo(first);
        if (direction == 0) {
            return "The second half equals the first.";
        }
        return "The second half is " + Phrases.share(second.subtract(first).abs(), first)
                + (direction > 0 ? " above" : " below") + " the first.";
    }

    private static List<Order> within(Dimension period, List<Order> orders, List<Tally> periods) {
        List<String> labels = periods.stream().map(Tally::label).toList();
        return orders.stream()
                .filter(order -> labels.contains(period.of(order)))
                .toList();
    }

    private static String leader(Dimension dimension, List<Order> found) {
        List<Tally> groups = Tally.by(dimension, found);
        Tally best = groups.stream().max(Comparator.comparing(Tally::revenue)).orElseThrow();
        BigDecimal all = Tally.of("", found).revenue();
        return " By revenue, " + best.label() + " leads the " + dimension.plural + " (" + Measure.money(best.revenue())
                + ", " + Phrases.share(best.revenue(), all) + ").";
    }

    private static BigDecimal value(Question question, Tally tally) {
        return question.average()
                ? question.measure().average(tally)
                : question.measure().sum(tally);
    }

    private static String label(Question question) {
        return (question.average() && question.measure() != Measure.PRICE ? "average " : "")
                + question.measure().label
                + (question.average() && question.measure() != Measure.PRICE ? " per order" : "");
    }
}
