package org.abisession.undertow;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.ServletContext;

/**
 * Stands before everything else in a deployment, its security included: finds the session first, so that a request
 * whose session can't be read ends before the application has done something.
 */
final class SessionHandler implements HttpHandler {
    private final HttpHandler next;
    private final ServletContext application;

    SessionHandler(HttpHandler next, ServletContext application) {
        this.next = next;
        this.application = application;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        RequestGuard guard = RequestGuard.of(exchange);
        ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        if (!guard.begin(request, application)) {
            return;
        }
        try {
            next.handleRequest(exchange);
        } catch (Throwable e) {
            guard.thrown(e);
            throw e;
        } finally {
            AsyncGuard.endDispatch(guard, request);
        }
    }
}
