package org.abisession.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Comes after the authenticator, and notes in the request's {@link RequestGuard} that the application begins. */
final class AuthenticatedValve extends ValveBase {
    AuthenticatedValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        RequestGuard guard = RequestGuard.current();
        if (guard != null) {
            guard.authenticated();
        }
        getNext().invoke(request, response);
    }
}
