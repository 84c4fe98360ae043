package org.abisession.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Lays out rows in columns of their contents' width. Columns whose title ends in {@code >} are aligned to the right.
 */
final class Table {
    private static final int FLUSHED = 500;

    private final List<String> titles;
    private final List<Boolean> right;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... titles) {
        this.titles =
                List.of(titles).stream().map(title -> title.replace(">", "")).toList();
        this.right = List.of(titles).stream().map(title -> title.endsWith(">")).toList();
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** Prints all rows, or stops when nobody reads the output any more. */
    void print(Console console, String indent) {
        int[] widths = new int[titles.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Text.columns(titles.get(i));
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], Text.columns(row.get(i)));
            }
        }
        console.heading(indent + line(titles, widths));
        for (int i = 0; i < rows.size(); i++) {
            console.line(indent + line(rows.get(i), widths));
            if (i % FLUSHED == FLUSHED - 1 && !console.flush()) {
                return;
            }
        }
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String blanks = " ".repeat(widths[i] - Text.columns(cells.get(i)));
            out.append(i == 0 ? "" : "  ");
            out.append(right.get(i) ? blanks + cells.get(i) : cells.get(i) + blanks);
        }
        return out.toString().stripTrailing();
    }
}
