package org.abisession.filter;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request the session of Redis in place of the container's, in all of its dispatches, and stores what changed
 * before the response is sent.
 */
final class SessionFilter implements Filter {
    /** Holds what this filter knows of a request: another application that it is dispatched to has its own. */
    private final String attribute = SessionFilter.class.getName() + "@" + System.identityHashCode(this);

    private final Map<String, String> properties;
    private final String cookieName;
    private final String containersName;
    private volatile @Nullable FilteredApplication application;

    /**
     * Makes one.
     *
     * @param cookieName of the application's sessions
     * @param containersName of the cookie that the container gives to sessions of its own
     */
    SessionFilter(Map<String, String> properties, String cookieName, String containersName) {
        this.containersName = containersName;
        this.properties = properties;
        this.cookieName = cookieName;
    }

    @Override
    public void init(FilterConfig config) {
        // A listener of the application may have named it after the installer did.
        String name = config.getServletContext().getSessionCookieConfig().getName();
        boolean renamed = name != null && !name.isEmpty() && !name.equals(containersName);
        application = FilteredApplication.open(config.getServletContext(), properties, renamed ? name : cookieName);
    }

    @Override
    public void destroy() {
        FilteredApplication open = application;
        if (open != null) {
            open.close();
            application = null;
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        FilteredApplication open = application;
        if (open == null
                || !(request instanceof HttpServletRequest http)
                || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        RequestState state = request.getAttribute(attribute) instanceof RequestState known ? known : null;
        SessionRequest outer = state == null ? null : wrapped(request, state);
        if (outer != null) {
            runInside(outer, request, response, chain);
            return;
        }
        if (state == null) {
            state = new RequestState(open, http);
            request.setAttribute(attribute, state);
        }
        run(state, http, answer, chain);
    }

    /**
     * Runs a dispatch by the container, to which it gives its own request and response: the first one, or a later one.
     */
    private static void run(
            RequestState state, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SessionResponse answer = new SessionResponse(response, state);
        SessionRequest asked = new SessionRequest(request, answer, state);
        state.begin(asked, answer);
        try {
            state.run(() -> chain.doFilter(asked, answer));
        } catch (SessionStoreException e) {
            state.fail(e);
            if (answer.isSent()) {
                state.end();
                throw e; // the client has a part of the response: the container closes the connection if it can
            }
        } catch (IOException | ServletException | RuntimeException | Error e) {
            boolean unused = state.thrown(e);
            state.end();
            if (!state.isRefused() || e instanceof Error) {
                throw e;
            }
            return;
        }
        state.end();
    }

    /** Runs a forward or an include of the application, with the request and the response that it has. */
    private static void runInside(
            SessionRequest outer, ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        SessionResponse answer = outer.response();
        boolean before = answer.isIncluded();
        answer.setIncluded(before || request.getDispatcherType() == DispatcherType.INCLUDE);
        try {
            outer.state().run(() -> chain.doFilter(request, response));
        } finally {
            answer.setIncluded(before);
        }
    }

    /**
     * Returns the request of this filter that a dispatch of the application comes with; null if the container has
     * begun.
     */
    private static @Nullable SessionRequest wrapped(ServletRequest request, RequestState state) {
        ServletRequest each = request;
        while (each instanceof ServletRequestWrapper wrapper) {
            if (wrapper instanceof SessionRequest ours && ours.state() == state) {
                DispatcherType type = request.getDispatcherType();
                return type == DispatcherType.ASYNC || type == DispatcherType.ERROR ? null : ours;
            }
            each = wrapper.getRequest();
        }
        return null;
    }
}
