package org.abisession.cli;

/**
 * Builds a page. Text is escaped, and made printable as on the command line; markup comes from the program alone. Not
 * safe for use by several threads.
 */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Adds markup, as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    /** Adds text. */
    Html text(String text) {
        String shown = Text.printable(text);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return this;
    }

    /** Adds an element with a text. */
    Html element(String name, String text) {
        return raw("<" + name + ">").text(text).raw("</" + name + ">");
    }

    /** Adds a cell of a table, which has its column's name beside it on a narrow screen. */
    Html cell(String column, String text) {
        return raw("<td data-label=\"").text(column).raw("\">").text(text).raw("</td>");
    }

    /** Adds a pair of a description list. */
    Html pair(String term, String description) {
        return raw("<div>").element("dt", term).element("dd", description).raw("</div>");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
