package org.abisession.filter;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.node.SessionsInUse;
import org.abisession.node.TakeOver;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** The sessions of one web application on this node, as the filter asks for them. Safe for use by several threads. */
final class FilteredApplication implements AutoCloseable {
    /** The most ids of a request that are looked for. */
    private static final int MOST_IDS = 8;

    private final ServletContext context;
    private final SessionNode store;
    private final String cookieName;

    private FilteredApplication(ServletContext context, SessionNode store, String cookieName) {
        this.context = context;
        this.store = store;
        this.cookieName = cookieName;
    }

    /**
     * Opens the store.
     *
     * @throws IllegalArgumentException if a setting is wrong, or the name of the application is another one's
     */
    static FilteredApplication open(ServletContext context, Map<String, String> properties, String cookieName) {
        SessionSettings settings = ContextSettings.read(properties, context);
        ClassLoader loader = context.getClassLoader();
        SessionNode store = SessionNode.open(settings, loader, loader);
        store.announce(ContextMarks.of(context));
        FilteredApplication application = new FilteredApplication(context, store, cookieName);
        store.start(ended -> application.handle(ended).end());
        return application;
    }

    ServletContext context() {
        return context;
    }

    String cookieName() {
        return cookieName;
    }

    SessionsInUse inUse() {
        return store.inUse();
    }

    Optional<TakeOver> takeOver() {
        return store.takeOver();
    }

    /** Returns the object of a session on this node. */
    RedisHttpSession handle(NodeSession session) {
        return (RedisHttpSession) session.handle(node -> RedisHttpSession.of(this, node));
    }

    /** Finds a session for a request, which has to leave it. */
    @Nullable
    RedisHttpSession join(SessionId id) {
        return store.inUse().join(id).map(this::handle).orElse(null);
    }

    /** Returns those of the sessions that have not ended. */
    Set<SessionId> living(List<SessionId> ids) {
        return store.repository().living(ids);
    }

    /** Makes a session with a new id for a request, which has to leave it. */
    RedisHttpSession create() {
        NodeSession made = store.create(SessionId.random(), newInterval());
        store.inUse().enter(made);
        return handle(made);
    }

    private Duration newInterval() {
        return store.settings().maxInactiveInterval();
    }

    /** Returns the ids in the cookies of a request, without routes, in their order, each once. */
    List<SessionId> ids(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return Stream.of(cookies == null ? new Cookie[0] : cookies)
                .filter(cookie -> cookie.getName().equals(cookieName))
                .flatMap(cookie -> SessionId.parse(SessionId.withoutRoute(cookie.getValue())).stream())
                .distinct()
                .limit(MOST_IDS)
                .toList();
    }

    /** Makes the cookie of a session as the application has configured it. */
    Cookie cookie(SessionId id, HttpServletRequest request) {
        SessionCookieConfig config = context.getSessionCookieConfig();
        Cookie cookie = new Cookie(cookieName, id.value());
        String path = config.getPath();
        cookie.setPath(path == null ? contextPath() : path);
        if (config.getDomain() != null) {
            cookie.setDomain(config.getDomain());
        }
        cookie.setMaxAge(config.getMaxAge());
        attributes(config).forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Path") && !name.equalsIgnoreCase("Comment")) {
                cookie.setAttribute(name, value);
            }
        });
        cookie.setHttpOnly(true);
        cookie.setSecure(config.isSecure() || request.isSecure());
        return cookie;
    }

    /** Returns the path of the application as browsers have it in URLs, whether the container gives it so or decoded. */
    private String contextPath() {
        String path = context.getContextPath();
        try {
            return path.isEmpty()
                    ? "/"
                    : new URI(null, null, path, null).toASCIIString().replace("%25", "%");
        } catch (URISyntaxException e) {
            return path;
        }
    }

    /** Returns the attributes that have no method of their own; Payara 6 throws where there are none. */
    private static Map<String, String> attributes(SessionCookieConfig config) {
        try {
            return config.getAttributes();
        } catch (NullPointerException e) {
            return Map.of();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
