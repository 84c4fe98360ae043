package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;

/** Takes away the cookies that a response was to set. */
final class ResponseCookies {
    private ResponseCookies() {}

    @SuppressWarnings("removal") // the view that replaces this map can't be changed
    static void clear(HttpServerExchange exchange) {
        exchange.getResponseCookies().clear();
    }
}
