package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table of Markdown: the first column to the left, figures to the right. For one thread. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();
    private final int columns;

    /** Makes one with the titles of the columns. */
    Table(List<String> titles) {
        columns = titles.size();
        rows.add(List.copyOf(titles));
    }

    Table row(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException("A row must have " + columns + " cells, had " + cells.size());
        }
        rows.add(List.copyOf(cells));
        return this;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows.size(); i++) {
            text.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
            if (i == 0) {
                text.append("|---|").append("---:|".repeat(columns - 1)).append('\n');
            }
        }
        return text.toString();
    }
}
