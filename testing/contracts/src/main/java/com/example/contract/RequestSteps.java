package com.example.contract;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The steps on the request and around it:
 *
 * <ul>
 *   <li>{@code requested}: the id that the client asked for, whether it is valid, from a cookie, from the URL
 *   <li>{@code trySession}, {@code tryChangeId}: the id, or the simple name of the exception
 *   <li>{@code encode=/path}: the URL as it should be in a page
 *   <li>{@code cookie}, {@code sameSite}: the session cookie's configuration; {@code tryCookieName}: to set it now
 *   <li>{@code sessionMethods}: the names of the methods that HttpSession has here
 *   <li>{@code inContext=/path:steps}: includes the servlet of another application of the server
 *   <li>{@code keepAccessor=name}, {@code access=name:attribute}: an accessor of Servlet 6.1, here and later
 *   <li>{@code user}, {@code role=name}, {@code login=name:password}, {@code logout}, {@code parameter=name},
 *       {@code method}
 *   <li>{@code upgrade} to a protocol in which nothing is said
 *   <li>{@code version}: that of the Servlet API; {@code protocol}: that of the request
 * </ul>
 */
final class RequestSteps implements Steps {
    private static final Map<String, Object> ACCESSORS = new ConcurrentHashMap<>();

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final Answers answers;

    RequestSteps(HttpServletRequest request, HttpServletResponse response, Answers answers) {
        this.request = request;
        this.response = response;
        this.answers = answers;
    }

    @Override
    public boolean run(String step, String argument) throws Exception {
        ServletContext context = request.getServletContext();
        switch (step) {
            case "requested" -> {
                answers.accept("requested", request.getRequestedSessionId());
                answers.accept("valid", request.isRequestedSessionIdValid());
                answers.accept("fromCookie", request.isRequestedSessionIdFromCookie());
                answers.accept("fromUrl", request.isRequestedSessionIdFromURL());
            }
            case "trySession" ->
                answers.accept(
                        "trySession",
                        Steps.outcome(() -> request.getSession(true).getId()));
            case "tryChangeId" -> answers.accept("tryChangeId", Steps.outcome(request::changeSessionId));
            case "encode" -> answers.accept("encoded", response.encodeURL(argument));
            case "cookie" -> cookie(context.getSessionCookieConfig());
            case "sameSite" ->
                answers.accept("sameSite", context.getSessionCookieConfig().getAttribute("SameSite"));
            case "tryCookieName" ->
                answers.accept("tryCookieName", Steps.outcome(() -> {
                    context.getSessionCookieConfig().setName("late");
                    return "set";
                }));
            case "sessionMethods" ->
                answers.accept(
                        "methods",
                        Arrays.stream(HttpSession.class.getMethods())
                                .map(Method::getName)
                                .sorted()
                                .toList());
            case "inContext" -> inContext(context, Steps.name(argument), Steps.text(argument));
            case "keepAccessor" ->
                answers.accept("keepAccessor", Steps.outcome(() -> {
                    ACCESSORS.put(argument, accessor(request.getSession()));
                    return "kept";
                }));
            case "access" -> answers.accept("access", access(Steps.name(argument), Steps.text(argument)));
            case "user" -> answers.accept("user", request.getRemoteUser());
            case "role" -> answers.accept("role", request.isUserInRole(argument));
            case "login" ->
                answers.accept("login", Steps.outcome(() -> {
                    request.login(Steps.name(argument), Steps.text(argument));
                    return "ok";
                }));
            case "logout" -> request.logout();
            case "parameter" -> answers.accept(argument, request.getParameter(argument));
            case "method" -> answers.accept("method", request.getMethod());
            case "upgrade" -> {
                response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
                response.setHeader("Connection", "Upgrade");
                response.setHeader("Upgrade", "contract");
                request.upgrade(Upgraded.class);
            }
            case "version" -> answers.accept("version", context.getMajorVersion() * 10 + context.getMinorVersion());
            case "protocol" -> answers.accept("protocol", request.getProtocol());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void cookie(SessionCookieConfig config) {
        answers.accept("name", config.getName());
        answers.accept("path", config.getPath());
        answers.accept("domain", config.getDomain());
        answers.accept("maxAge", config.getMaxAge());
        answers.accept("httpOnly", config.isHttpOnly());
        answers.accept("secure", config.isSecure());
    }

    private void inContext(ServletContext context, String path, String steps) throws Exception {
        ServletContext other = context.getContext(path);
        if (other == null) {
            answers.accept("inContext", "none");
            return;
        }
        request.setAttribute(ContractServlet.DISPATCHED_STEPS, steps);
        RequestDispatcher dispatcher = other.getRequestDispatcher("/second");
        dispatcher.include(request, response);
    }

    static Object accessor(HttpSession session) throws Exception {
        try {
            return HttpSession.class.getMethod("getAccessor").invoke(session);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Runs steps in a thread that works for no request. */
    private static Object access(String name, String attribute) throws Exception {
        Object accessor = ACCESSORS.get(name);
        Consumer<HttpSession> use = session -> session.setAttribute(attribute, "accessed");
        Object[] outcome = new Object[1];
        Thread worker = new Thread(() -> outcome[0] = Steps.outcome(() -> {
            try {
                Class.forName("jakarta.servlet.http.HttpSession$Accessor")
                        .getMethod("access", Consumer.class)
                        .invoke(accessor, use);
                return "ok";
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }));
        worker.start();
        worker.join();
        return outcome[0];
    }
}
