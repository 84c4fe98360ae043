package org.abisession.undertow;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.servlet.handlers.ServletRequestContext;
import jakarta.servlet.DispatcherType;

/**
 * Stands behind the security of a deployment, before its filters and servlets. An asynchronous dispatch begins here: as
 * in the first one, its redirect and the end of its response are held back until it has ended.
 */
final class InnerHandler implements HttpHandler {
    private final HttpHandler next;

    InnerHandler(HttpHandler next) {
        this.next = next;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        RequestGuard guard = RequestGuard.of(exchange);
        ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
        boolean async = request.getDispatcherType() == DispatcherType.ASYNC;
        guard.enterApplication();
        if (async) {
            guard.beginAsync();
        }
        try {
            next.handleRequest(exchange);
        } catch (Throwable e) {
            guard.thrown(e);
            throw e;
        } finally {
            if (async) {
                AsyncGuard.endDispatch(guard, request);
            }
        }
    }
}
