package org.abisession.tomcat;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/** Servlets by path, for a test that has them in its own code. */
final class Webapp {
    /** Describes what a servlet does. */
    @FunctionalInterface
    interface Service {
        void service(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException;
    }

    private final Map<String, Service> services = new LinkedHashMap<>();

    Webapp with(String path, Service service) {
        services.put(path, service);
        return this;
    }

    @SuppressWarnings("deprecation") // what 10.1 wants in its place is not in 11
    void addTo(Context context) {
        services.forEach((path, service) -> {
            Wrapper wrapper = Tomcat.addServlet(context, path, new ServiceServlet(service));
            wrapper.setAsyncSupported(true);
            context.addServletMappingDecoded(path, path);
        });
    }

    private static final class ServiceServlet extends HttpServlet {
        private final transient Service service;

        ServiceServlet(Service service) {
            this.service = service;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            service.service(request, response);
        }
    }
}
