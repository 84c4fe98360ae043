package org.abisession.jetty;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;

/** A web application without a descriptor, made of lambdas. */
final class Webapp {
    /** Describes what a path answers. */
    @FunctionalInterface
    interface Answer {
        void to(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ServletContextHandler context;

    Webapp(String contextPath) {
        context = new ServletContextHandler(contextPath.isEmpty() ? "/" : contextPath, ServletContextHandler.SESSIONS);
        context.addServlet(new ServletHolder(new Dispatcher()), "/*");
        on(
                "/get",
                (request, response) -> response.getWriter()
                        .print(
                                request.getSession(false) == null
                                        ? "none"
                                        : request.getSession().getAttribute("x")));
        on("/set", (request, response) -> {
            request.getSession().setAttribute("x", request.getQueryString());
            response.getWriter().print("set");
        });
        on("/invalidate", (request, response) -> request.getSession().invalidate());
        on("/changeId", (request, response) -> request.changeSessionId());
        on("/free", (request, response) -> response.getWriter().print("free"));
    }

    Webapp on(String path, Answer answer) {
        answers.put(path, answer);
        return this;
    }

    ServletContextHandler context() {
        return context;
    }

    @SuppressWarnings("serial") // never serialized
    private final class Dispatcher extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            try {
                Object included = request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO);
                answers.get(included == null ? request.getPathInfo() : included).to(request, response);
            } catch (RuntimeException | IOException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
