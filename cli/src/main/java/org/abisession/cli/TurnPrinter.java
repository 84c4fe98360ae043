package org.abisession.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** Prints turns of a conversation. */
final class TurnPrinter {
    private static final int LONGEST = 2000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    /** The numbers of Python's that JSON does not have. */
    private static final List<String> NOT_OF_JSON = List.of("NaN", "Infinity", "-Infinity");

    private final Console console;
    private final Mask mask;
    private final SessionId id;
    private final ZoneId zone;

    TurnPrinter(StoreCommand.Store store, SessionId id) {
        this.console = store.console();
        this.mask = store.mask();
        this.id = id;
        this.zone = store.settings().zone();
    }

    /** Prints time, question and answer of a turn as text. */
    void print(ConversationEntry turn, String indent) {
        String time = turn.timestamp()
                .map(instant -> TIME.format(instant.atZone(zone)))
                .orElse("(no time)          ");
        if (!turn.isReadable()) {
            console.line(indent + "(no JSON object)     " + shown(turn.json()));
            return;
        }
        String took = turn.executionTime().isPresent()
                ? "  (" + Text.seconds(turn.executionTime().getAsDouble()) + ")"
                : "";
        console.line(indent + time + "  > " + shown(turn.userQuery().orElse("")));
        console.line(indent + " ".repeat(time.length()) + "  < "
                + shown(turn.assistantResponse().orElse("")) + took);
    }

    /** Prints the entry as it is stored, on one line of JSON: numbers that JSON has not are null. */
    void json(ConversationEntry turn) {
        String text = mask.text(id, turn.json());
        if (turn.isReadable()) {
            console.line(withoutNaN(text).strip()); // its line breaks stand between values
        } else {
            console.json(Map.of("unreadable", text));
        }
    }

    /** Returns the text of an object with null in place of each of Python's numbers that JSON does not have. */
    private static String withoutNaN(String json) {
        StringBuilder strict = new StringBuilder(json.length());
        boolean quoted = false;
        int at = 0;
        while (at < json.length()) {
            int from = at;
            String literal = quoted ? null : literal(json, from);
            if (literal != null) {
                strict.append("null");
                at += literal.length();
                continue;
            }
            char c = json.charAt(from);
            quoted ^= c == '"';
            at += quoted && c == '\\' ? 2 : 1;
            strict.append(json, from, at);
        }
        return strict.toString();
    }

    private static @Nullable String literal(String json, int at) {
        for (String literal : NOT_OF_JSON) {
            if (json.startsWith(literal, at)) {
                return literal;
            }
        }
        return null;
    }

    private String shown(String text) {
        return Text.cut(mask.text(id, text), LONGEST);
    }
}
