package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SessionConfig;

/** Puts the route of a node after the id in the cookie, as WildFly does. */
final class RoutedSessionConfig implements SessionConfig {
    private final SessionConfig config;
    private final String route;

    RoutedSessionConfig(SessionConfig config, String route) {
        this.config = config;
        this.route = route;
    }

    private String routed(String id) {
        return id + "." + route;
    }

    @Override
    public void setSessionId(HttpServerExchange exchange, String id) {
        config.setSessionId(exchange, routed(id));
    }

    @Override
    public void clearSession(HttpServerExchange exchange, String id) {
        config.clearSession(exchange, routed(id));
    }

    @Override
    public String findSessionId(HttpServerExchange exchange) {
        String text = config.findSessionId(exchange);
        return text == null || !text.contains(".") ? text : text.substring(0, text.indexOf('.'));
    }

    @Override
    public SessionCookieSource sessionCookieSource(HttpServerExchange exchange) {
        return config.sessionCookieSource(exchange);
    }

    @Override
    public String rewriteUrl(String url, String id) {
        return config.rewriteUrl(url, routed(id));
    }
}
