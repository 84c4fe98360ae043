package org.abisession.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as what is in them; those whose title ends in {@code >} stand to the right. */
final class Table {
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

    void print(Console console, String indent) {
        console.line(console.bold(indent + line(titles)));
        rows.forEach(row -> console.line(indent + line(row)));
    }

    private String line(List<String> cells) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String blanks = " ".repeat(width(i) - length(cells.get(i)));
            out.append(i == 0 ? "" : "  ");
            out.append(right.get(i) ? blanks + cells.get(i) : cells.get(i) + blanks);
        }
        return out.toString().stripTrailing();
    }

    private int width(int column) {
        int widest = length(titles.get(column));
        for (List<String> row : rows) {
            widest = Math.max(widest, length(row.get(column)));
        }
        return widest;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
