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

/** Where the output goes. Not safe for use by several threads. */
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

    void line(String text) {
        out.println(text);
    }

    /** One JSON value on one line. */
    void json(Map<String, ? extends @Nullable Object> value) {
        out.println(JSON.writeValueAsString(value));
    }

    /** What is not the output itself: questions, hints. */
    void note(String text) {
        out.flush();
        err.println(text);
        err.flush();
    }

    /** Hands on what was written. False if nobody reads it any more: the reader of a pipe has gone. */
    boolean flush() {
        return !out.checkError();
    }

    String bold(String text) {
        return styled(text, Style.bold);
    }

    String styled(String text, Style... styles) {
        return colours.apply(text, List.of(styles)).toString();
    }
}
