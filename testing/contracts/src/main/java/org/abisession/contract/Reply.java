package org.abisession.contract;

import java.net.http.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Holds what a node answered: the body has lines of {@code name=value}. */
record Reply(int status, HttpHeaders headers, String body) {
    /** Returns the value of a line of the body; empty if there is no such line. */
    Optional<String> value(String name) {
        return body.lines()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .findFirst();
    }

    /** Does the same as {@link #value}, as a number. */
    long number(String name) {
        return Long.parseLong(value(name).orElseThrow(() -> new AssertionError("No " + name + " in: " + body)));
    }

    /** Returns the session cookie that the response sets, with its route suffix; the last one, if there are several. */
    Optional<String> sessionCookie() {
        return sessionCookie("JSESSIONID");
    }

    /** Does the same as {@link #sessionCookie()}, of another name. */
    Optional<String> sessionCookie(String name) {
        return headers.allValues("Set-Cookie").stream()
                .map(header -> cookieValue(name, header))
                .flatMap(Optional::stream)
                .reduce((first, second) -> second);
    }

    /** Returns the value in a Set-Cookie header; empty if it is not the session cookie. */
    static Optional<String> cookieValue(String header) {
        return cookieValue("JSESSIONID", header);
    }

    private static Optional<String> cookieValue(String name, String header) {
        Matcher matcher = Pattern.compile("^" + name + "=([^;]*).*").matcher(header.strip());
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
