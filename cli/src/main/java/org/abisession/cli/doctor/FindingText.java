package org.abisession.cli.doctor;

import java.util.Locale;
import org.abisession.redis.KeyState;

/** Names keys and sessions in findings, never by an id. */
final class FindingText {
    private FindingText() {}

    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    static String kind(KeyState state) {
        return state.key().kind().name().toLowerCase(Locale.ROOT);
    }

    static String session(KeyState state) {
        return state.key().id().map(Object::toString).orElse("no session");
    }
}
