package org.abisession.cli;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.abisession.ConversationEntry;
import org.abisession.store.SessionId;

/** Prints turns of a conversation. */
final class TurnPrinter {
    private static final int LONGEST = 2000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

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
        String took =
                turn.executionTime().isPresent() ? "  (" + turn.executionTime().getAsDouble() + " s)" : "";
        console.line(indent + time + "  > " + shown(turn.userQuery().orElse("")));
        console.line(indent + " ".repeat(time.length()) + "  < "
                + shown(turn.assistantResponse().orElse("")) + took);
    }

    /** Prints the entry as it is stored, on one line of JSON. */
    void json(ConversationEntry turn) {
        String text = mask.text(id, turn.json());
        if (turn.isReadable()) {
            console.line(text.strip()); // its line breaks stand between values
        } else {
            console.json(Map.of("unreadable", text));
        }
    }

    private String shown(String text) {
        return Text.cut(mask.text(id, text), LONGEST);
    }
}
