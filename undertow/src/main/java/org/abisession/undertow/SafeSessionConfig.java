package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SessionConfig;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out what a client has sent as an id and no cookie may hold (RFC 6265, 4.1.1): Undertow repeats an unknown id
 * in the cookie that clears it, and fails at such a text. Leaves out the route after an id, too.
 */
final class SafeSessionConfig implements SessionConfig {
    private static final Pattern COOKIE_VALUE = Pattern.compile("[!#-+\\--:<-\\[\\]-~]*");

    private final SessionConfig config;

    SafeSessionConfig(SessionConfig config) {
        this.config = config;
    }

    @Override
    public void setSessionId(HttpServerExchange exchange, String id) {
        config.setSessionId(exchange, id);
    }

    @Override
    public void clearSession(HttpServerExchange exchange, String id) {
        config.clearSession(exchange, id);
    }

    @Override
    public @Nullable String findSessionId(HttpServerExchange exchange) {
        String text = config.findSessionId(exchange);
        if (text == null || !COOKIE_VALUE.matcher(text).matches()) {
            return null;
        }
        return SessionId.withoutRoute(text);
    }

    @Override
    public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
        return config.sessionCookieSource(exchange);
    }

    @Override
    public @Nullable String rewriteUrl(String url, String id) {
        return config.rewriteUrl(url, id);
    }
}
