package org.abisession.undertow;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.session.SessionConfig;
import io.undertow.server.session.SessionConfig.SessionCookieSource;
import io.undertow.servlet.handlers.ServletRequestContext;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.abisession.node.TakeOver;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one exchange has found in one deployment: its session, and the ids that it asked for in vain, since
 * Undertow asks again and again. Safe for the request's threads.
 */
final class ExchangeSessions {
    /** The most ids of a request that are looked for. */
    private static final int MOST_IDS = 8;

    private final RedisSessionManager manager;
    private final RequestGuard guard;
    private final Set<SessionId> missing = ConcurrentHashMap.newKeySet();
    /** The ids of the sessions that the request has found or created, also of those that have ended since. */
    private final Set<SessionId> used = ConcurrentHashMap.newKeySet();

    private volatile @Nullable RedisSession current;
    private volatile boolean chosen;
    private volatile boolean takeOverTried;
    /** Texts that Undertow takes for ids, although no cookie has them. */
    private final Set<String> unread = ConcurrentHashMap.newKeySet();

    ExchangeSessions(RedisSessionManager manager, RequestGuard guard) {
        this.manager = manager;
        this.guard = guard;
    }

    /** Adds a session that the request has created. */
    void add(RedisSession session) {
        guard.add(session);
        used.add(session.node().id());
        current = session;
    }

    /** Returns true if the request has found a session under an id, even if it has ended since. */
    boolean hasUsed(SessionId id) {
        return used.contains(id);
    }

    /** Notes that there is a session now that was asked for in vain before. */
    void forgetMissing(SessionId id) {
        missing.remove(id);
    }

    /** Finds the session of the exchange, in the store at most once for each id. */
    @Nullable
    RedisSession find(HttpServerExchange exchange, SessionConfig config) {
        RedisSession known = current;
        if (known != null && known.isValid()) {
            return known;
        }
        RedisSession found = findById(exchange, config);
        return found == null ? takeOver(exchange, config) : found;
    }

    private @Nullable RedisSession findById(HttpServerExchange exchange, SessionConfig config) {
        String text = config.findSessionId(exchange);
        if (text == null) {
            return null;
        }
        if (!chosen) {
            chosen = true;
            Optional<SessionId> first = choose(exchange, text, config);
            return first.isEmpty() ? null : find(first.get());
        }
        return SessionId.parse(text)
                .filter(id -> !unread.contains(text))
                .map(this::find)
                .orElse(null);
    }

    /**
     * Takes over the session of a client that has the cookie of another session store; tries that once for an exchange.
     */
    private @Nullable RedisSession takeOver(HttpServerExchange exchange, SessionConfig config) {
        TakeOver old = manager.takeOver().orElse(null);
        if (old == null || takeOverTried || guard.hasNoSession()) {
            return null;
        }
        takeOverTried = true;
        SessionId id = cookies(exchange, old.cookieName()).stream()
                .flatMap(text -> old.id(text).stream())
                .findFirst()
                .orElse(null);
        if (id == null || !old.bring(id)) {
            return null;
        }
        missing.remove(id);
        RedisSession session = find(id);
        if (session != null) {
            config.setSessionId(exchange, session.getId());
            guard.cookies().givenAgain(session);
        }
        return session;
    }

    /**
     * Returns the id among several session cookies that leads to a session, by one look at a few of them. A text that
     * Undertow has made of a cookie by leaving a part of it out is no id.
     */
    private Optional<SessionId> choose(HttpServerExchange exchange, String found, SessionConfig config) {
        boolean fromCookie = config.sessionCookieSource(exchange) == SessionCookieSource.COOKIE;
        List<String> texts = fromCookie ? cookies(exchange, manager.cookieName()) : List.of(found);
        if (!texts.contains(found)) {
            unread.add(found);
            return Optional.empty();
        }
        Set<SessionId> ids = new LinkedHashSet<>();
        texts.forEach(text -> SessionId.parse(text).ifPresent(ids::add));
        if (texts.size() < 2) {
            return ids.stream().findFirst();
        }
        Set<SessionId> living =
                ids.size() < 2 || guard.hasNoSession() ? Set.copyOf(ids) : manager.living(List.copyOf(ids));
        for (SessionId id : ids) {
            if (living.contains(id)) {
                ServletRequestContext request = exchange.getAttachment(ServletRequestContext.ATTACHMENT_KEY);
                if (request != null) {
                    request.setOverridenSessionId(id.value());
                }
                return Optional.of(id);
            }
            missing.add(id);
        }
        return Optional.empty();
    }

    /** Returns the values of all cookies of a name, without routes; Undertow itself keeps one cookie of each name. */
    private static List<String> cookies(HttpServerExchange exchange, String name) {
        List<String> texts = new ArrayList<>();
        String start = name + "=";
        HeaderValues headers = exchange.getRequestHeaders().get(Headers.COOKIE);
        for (String header : headers == null ? List.<String>of() : headers) {
            for (String cookie : header.split(";", -1)) {
                String value = cookie.strip();
                if (value.startsWith(start) && texts.size() < MOST_IDS) {
                    int dot = value.indexOf('.', start.length());
                    texts.add(value.substring(start.length(), dot < 0 ? value.length() : dot));
                }
            }
        }
        return texts;
    }

    private @Nullable RedisSession find(SessionId id) {
        if (guard.hasNoSession() || missing.contains(id)) {
            return null;
        }
        RedisSession session = manager.join(id);
        if (session == null) {
            missing.add(id);
            return null;
        }
        add(session);
        return session;
    }
}
