package org.abisession.example.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Answers in JSON, refusals included: 404 for an unknown path, 405 with {@code Allow} for a method
 * that the path does not have, else what the {@link ApiException} says. Whatever else goes wrong, the
 * session store being away above all, is left to the container: it knows the right status.
 */
abstract class ApiServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** Does what one method of one path is for. */
    @FunctionalInterface
    interface Action {
        Reply run(HttpServletRequest request) throws IOException;
    }

    /**
     * The answer to a request.
     *
     * @param body what {@link Json} can write, or null for no body
     */
    record Reply(int status, @Nullable Object body) {
        static Reply ok(Object body) {
            return new Reply(200, body);
        }
    }

    /**
     * Returns the methods that a path has; none for a path that does not exist. {@code HEAD} comes with {@code GET}.
     */
    abstract Map<String, Action> actions(HttpServletRequest request);

    @Override
    protected final void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        try {
            Reply reply = run(action(request, response), request);
            send(response, reply.status(), reply.body());
        } catch (ApiException e) {
            if (!JsonBody.drain(request)) {
                response.setHeader("Connection", "close");
            }
            send(response, e.status(), Map.of("error", e.getMessage()));
        }
    }

    /** Runs an action. Another request may end the session meanwhile, which is answered with 404. */
    private static Reply run(Action action, HttpServletRequest request) throws IOException {
        try {
            return action.run(request);
        } catch (IllegalStateException e) {
            if (request.getRequestedSessionId() != null && request.getSession(false) == null) {
                throw new ApiException(404, "The session has ended. A question or an attribute begins another.");
            }
            throw e;
        }
    }

    private Action action(HttpServletRequest request, HttpServletResponse response) {
        Map<String, Action> actions = actions(request);
        if (actions.isEmpty()) {
            throw new ApiException(404, "There is nothing at this address. The API is described in the README.");
        }
        TreeSet<String> allowed = new TreeSet<>(actions.keySet());
        allowed.add("OPTIONS");
        if (actions.containsKey("GET")) {
            allowed.add("HEAD");
        }
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Action action = actions.get(method);
        if (action != null) {
            return action;
        }
        response.setHeader("Allow", String.join(", ", allowed));
        if (method.equals("OPTIONS")) {
            return any -> new Reply(204, null);
        }
        throw new ApiException(
                405, "This address does not take " + request.getMethod() + ", but " + String.join(", ", allowed) + ".");
    }

    private static void send(HttpServletResponse response, int status, @Nullable Object body) throws IOException {
        response.setStatus(status);
        if (body == null) {
            return;
        }
        byte[] json = Json.write(body);
        response.setContentType("application/json;charset=UTF-8");
        response.setContentLength(json.length);
        response.getOutputStream().write(json);
    }
}
