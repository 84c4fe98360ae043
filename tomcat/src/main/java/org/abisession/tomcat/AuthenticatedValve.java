package org.abisession.tomcat;

import jakarta.servlet.ServletException;
import java.io.IOException;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/** Stands behind the authenticator, and tells the request's {@link Exchange} that the application begins. */
final class AuthenticatedValve extends ValveBase {
    AuthenticatedValve() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        Exchange exchange = Exchange.current();
        if (exchange != null) {
            exchange.authenticated();
        }
        getNext().invoke(request, response);
    }
}
