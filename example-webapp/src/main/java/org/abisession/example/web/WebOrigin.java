package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a web page: scheme, host and port (RFC 6454). Two pages are of one origin if all three are equal.
 *
 * @param scheme in lower case
 * @param host in lower case; an IPv6 address has its brackets
 * @param port never absent: 80 and 443 where the text names none
 */
record WebOrigin(String scheme, String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(https?)://(\\[[0-9a-f:.]+]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", Pattern.CASE_INSENSITIVE);

    /** Returns the origin that an {@code Origin} header names; empty for {@code null} and for what is no origin. */
    static Optional<WebOrigin> parse(String header) {
        Matcher matcher = FORM.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
        String port = matcher.group(3);
        return Optional.of(new WebOrigin(
                scheme,
                matcher.group(2).toLowerCase(Locale.ROOT),
                port != null ? Integer.parseInt(port) : scheme.equals("https") ? 443 : 80));
    }

    /** Returns the origin of a page at the address of a {@code Referer} header. */
    static Optional<WebOrigin> ofPage(String address) {
        Matcher matcher = FORM.matcher(address);
        boolean origin = matcher.lookingAt();
        return origin && "/?#".indexOf((address + "/").charAt(matcher.end())) >= 0
                ? parse(matcher.group())
                : Optional.empty();
    }

    /** Returns the origin of the pages that this server serves under the name that the request uses. */
    static WebOrigin of(HttpServletRequest request) {
        String host = request.getServerName().toLowerCase(Locale.ROOT);
        return new WebOrigin(
                request.getScheme().toLowerCase(Locale.ROOT),
                host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host,
                request.getServerPort());
    }
}
