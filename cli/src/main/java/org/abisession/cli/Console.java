package org.abisession.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Help.ColorScheme;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the output of a command. All text is made printable here, whatever it holds: values, names and messages come
 * from anybody. Not safe for use by several threads.
 */
final class Console {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PrintWriter out;
    private final PrintWriter err;
    private final ColorScheme colours;

    Console(CommandLine command, boolean terminal) {
        this.out = command.getOut();
        this.err = command.getErr();
        this.colours = new ColorScheme.Builder(terminal ? Ansi.AUTO : Ansi.OFF).build();
    }

    /** Writes one line. */
    void line(String text) {
        out.println(Text.printable(text));
    }

    /** Writes one line in bold. */
    void heading(String text) {
        line("", text, "", Style.bold);
    }

    /** Writes one line of which the middle part has a style. */
    void line(String indent, String marked, String rest, Style... styles) {
        String end = Text.printable(rest).stripTrailing();
        out.println(Text.printable(indent)
                + colours.apply(Text.printable(end.isEmpty() ? marked.stripTrailing() : marked), List.of(styles))
                + end);
    }

    /** Writes one JSON value on one line. */
    void json(Map<String, ? extends @Nullable Object> value) {
        out.println(Text.printable(JSON.writeValueAsString(value)));
    }

    /** Writes a question or a hint to the error output. */
    void note(String text) {
        out.flush();
        err.println(Text.printable(text));
        err.flush();
    }

    /**
     * Writes what is buffered to the output. Returns false if nobody reads it any more: the reader of a pipe has gone.
     */
    boolean flush() {
        return !out.checkError();
    }
}
