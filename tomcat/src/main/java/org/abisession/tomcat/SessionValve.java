package org.abisession.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.abisession.SessionStoreException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Stands before everything else in the context, the authenticator included: finds the session first and
 * saves it when all are done, before the response is sent.
 */
final class SessionValve extends ValveBase {
    private final RedisSessionManager manager;

    SessionValve(RedisSessionManager manager) {
        super(true);
        this.manager = manager;
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        RequestGuard guard = RequestGuard.of(manager, request, response);
        guard.run(() -> {
            if (guard.begin()) {
                try {
                    getNext().invoke(request, response);
                } catch (SessionStoreException e) {
                    guard.fail(e);
                } finally {
                    guard.end();
                }
            }
        });
    }
}
