package org.abisession.redis;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;

/**
 * The name of a key under {@code session:}, and what it says.
 *
 * @param name the whole name, which holds the id: show it to nobody who does not have the session
 * @param kind what the key is for
 * @param id the session's; empty for {@link Kind#OTHER}
 * @param app the application whose attributes these are; empty for the root, and for the other kinds
 * @param braces whether the id stands in braces, as with the setting {@code hash-tags}
 */
public record KeyName(String name, Kind kind, Optional<SessionId> id, String app, boolean braces) {
    private static final Pattern NAME =
            Pattern.compile("session:(\\{?)([A-Za-z0-9_-]+)(}?):(metadata|conversation|attributes)(?::(.*))?");

    /** Says what a key is for. */
    public enum Kind {
        METADATA,
        CONVERSATION,
        ATTRIBUTES,
        /** A key that is not of the schema. */
        OTHER
    }

    /** Reads a name; any text is one. */
    public static KeyName of(String name) {
        Matcher matcher = NAME.matcher(name);
        if (matcher.matches() && matcher.group(1).isEmpty() == matcher.group(3).isEmpty()) {
            Kind kind = switch (matcher.group(4)) {
                case "metadata" -> Kind.METADATA;
                case "conversation" -> Kind.CONVERSATION;
                default -> Kind.ATTRIBUTES;
            };
            Optional<SessionId> id = SessionId.parse(matcher.group(2));
            String app = matcher.group(5);
            if (id.isPresent() && (app == null || kind == Kind.ATTRIBUTES)) {
                boolean braces = !matcher.group(1).isEmpty();
                return new KeyName(name, kind, id, app == null ? "" : app, braces);
            }
        }
        return new KeyName(name, Kind.OTHER, Optional.empty(), "", false);
    }

    /** Returns the kind and the digest of the id. */
    @Override
    public String toString() {
        return kind + id.map(i -> " of " + i).orElse("");
    }
}
