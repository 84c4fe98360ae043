package org.abisession.boot;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parts of {@code spring.data.redis.url}, as Spring Boot takes them: a query and a fragment are ignored, and what
 * stands alone before the @ is the password.
 */
record SpringRedisUrl(
        boolean tls, @Nullable String username, @Nullable String password, String host, int port, int database) {
    /** Finds a query or a fragment; one with an @ is rather part of a password that is not encoded. */
    private static final Pattern QUERY = Pattern.compile("[?#][^@]*$");

    private static final Pattern FORM =
            Pattern.compile("(rediss?)://(?:([^/]*)@)?([^/@]+?)(?::([0-9]{1,5}))?(?:/([0-9]{1,9})?)?");

    /** Returns the parts; empty for what is no URL of one server. */
    static Optional<SpringRedisUrl> parse(String url) {
        Matcher matcher = FORM.matcher(QUERY.matcher(url).replaceFirst(""));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String login = matcher.group(2);
        int colon = login == null ? -1 : login.indexOf(':');
        return Optional.of(new SpringRedisUrl(
                matcher.group(1).equals("rediss"),
                login == null || colon < 0 ? null : decode(login.substring(0, colon)),
                login == null ? null : decode(login.substring(colon + 1)),
                matcher.group(3),
                matcher.group(4) == null ? 6379 : Integer.parseInt(matcher.group(4)),
                matcher.group(5) == null ? 0 : Integer.parseInt(matcher.group(5))));
    }

    /** Returns a URL in the form of the setting. */
    static String asSetting(String url) {
        return QUERY.matcher(url).replaceFirst("").replaceFirst("^(rediss?://)([^:/@]+@)", "$1:$2");
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text; // a % that encodes nothing
        }
    }

    /** Returns the address alone, since the URL may hold a password. */
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
