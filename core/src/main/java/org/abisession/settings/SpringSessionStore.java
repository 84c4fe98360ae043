package org.abisession.settings;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place where an application with Spring Session keeps its sessions, which are taken over from there.
 *
 * @param namespace what the names of its keys begin with
 * @param cookie the name of its cookie
 */
public record SpringSessionStore(String namespace, String cookie) {
    private static final Pattern PLACE =
            Pattern.compile("spring-session(?:\\(([!-'*+\\--~]{1,200})(?:,([!#-'*+\\-.0-9A-Z^_`a-z|~]{1,100}))?\\))?");

    /** The value of the setting {@code take-over}: a store, or none. */
    record Value(Optional<SpringSessionStore> store) {}

    /** Parses the value of the setting {@code take-over}; empty if it breaks the rule. */
    static Optional<Value> parse(String text) {
        if (text.equals("none")) {
            return Optional.of(new Value(Optional.empty()));
        }
        Matcher matcher = PLACE.matcher(text);
        return matcher.matches()
                ? Optional.of(new Value(Optional.of(new SpringSessionStore(
                        Optional.ofNullable(matcher.group(1)).orElse("spring:session"),
                        Optional.ofNullable(matcher.group(2)).orElse("SESSION")))))
                : Optional.empty();
    }
}
