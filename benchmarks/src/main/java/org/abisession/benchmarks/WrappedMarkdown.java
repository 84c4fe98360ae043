package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Breaks long lines of Markdown where that does not change what it shows: tables, headings and code stay as they are.
 */
final class WrappedMarkdown {
    private static final int COLUMNS = 120;
    private static final String ITEM = "- ";
    private static final String FENCE = "```";

    private WrappedMarkdown() {}

    /** Returns the same text with no line of prose over 120 columns, as far as it has spaces. */
    static String of(String markdown) {
        List<String> lines = new ArrayList<>();
        boolean code = false;
        for (String line : markdown.split("\n", -1)) {
            code ^= line.startsWith(FENCE);
            if (code || line.length() <= COLUMNS || line.startsWith("|") || line.startsWith("#")) {
                lines.add(line);
            } else {
                wrap(line, lines);
            }
        }
        return lines.stream().collect(Collectors.joining("\n"));
    }

    private static void wrap(String line, List<String> lines) {
        String indent = line.startsWith(ITEM) ? " ".repeat(ITEM.length()) : "";
        String rest = line;
        while (rest.length() > COLUMNS) {
            int space = rest.lastIndexOf(' ', COLUMNS);
            if (space <= indent.length()) {
                break; // one long word
            }
            lines.add(rest.substring(0, space));
            rest = indent + rest.substring(space + 1);
        }
        lines.add(rest);
    }
}
