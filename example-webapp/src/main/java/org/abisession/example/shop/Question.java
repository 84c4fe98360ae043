package org.abisession.example.shop;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question as it was understood.
 *
 * @param group what the answer is broken down by; {@link Kind#GROUP}, {@link Kind#TOP}, {@link
 *     Kind#TREND} and {@link Kind#VALUES} have one
 * @param average whether an average is asked for in place of a sum
 * @param top how many results at most, 1 or more
 * @param ascending whether the smallest come first
 * @param words the words of the question that a search may look for
 * @param unknown its words that mean nothing here
 */
record Question(
        Kind kind,
        Measure measure,
        boolean average,
        @Nullable Dimension group,
        int top,
        boolean ascending,
        Filter filter,
        List<String> words,
        List<String> unknown) {
    /** The way in which a question is answered. */
    enum Kind {
        AGGREGATE("aggregate"),
        GROUP("group_by"),
        TOP("top_n"),
        TOP_ORDERS("top_n"),
        TREND("trend"),
        VALUES("list_values"),
        SEARCH("keyword_search"),
        HELP("help");

        /** The name of the kind of question, as entries of the conversation have it in their metadata. */
        final String strategy;

        Kind(String strategy) {
            this.strategy = strategy;
        }
    }

    Question {
        words = List.copyOf(words);
        unknown = List.copyOf(unknown);
        boolean grouped = kind == Kind.GROUP || kind == Kind.TOP || kind == Kind.TREND || kind == Kind.VALUES;
        if (grouped && group == null) {
            throw new IllegalArgumentException(kind + " needs a dimension");
        }
    }

    Dimension groupOr(Dimension other) {
        return group == null ? other : group;
    }

    /** Returns the answer, followed by the words of the question that were not understood. */
    Answer answered(String text, int docsFound) {
        String passedOver =
                unknown.isEmpty() ? "" : "\n(I passed over what I don't know: " + String.join(", ", unknown) + ".)";
        return new Answer(text + passedOver, kind.strategy, complexity(), docsFound);
    }

    /** Returns the same question with other unknown words. */
    Question withUnknown(List<String> others) {
        return new Question(kind, measure, average, group, top, ascending, filter, words, others);
    }

    /** Returns {@code low}, {@code medium} or {@code high}, for up to one, two, or more filters and operations. */
    String complexity() {
        int steps = filter.size()
                + switch (kind) {
                    case AGGREGATE, VALUES, SEARCH, HELP -> 0;
                    case GROUP, TOP_ORDERS -> 1;
                    case TOP, TREND -> 2;
                };
        return steps <= 1 ? "low" : steps == 2 ? "medium" : "high";
    }
}
