package org.abisession.jetty;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.abisession.store.SessionId;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;

/**
 * Bounds what the session ids of one request cost. Jetty asks for one after the other: the first is looked for, of the
 * other cookies the first few, all at once. For one thread.
 */
final class RequestedIds {
    /** The most ids that are looked for after the first. */
    private static final int MOST_IDS = 8;

    private final RedisSessionCache cache;
    private final Request request;
    private final Set<SessionId> asked = new HashSet<>();
    private @Nullable Set<SessionId> cookies;
    private Set<SessionId> living = Set.of();
    private int elsewhere;

    RequestedIds(RedisSessionCache cache, Request request) {
        this.cache = cache;
        this.request = request;
    }

    /** Returns true if the store is to be asked for this id. */
    boolean isWorthALook(String text) {
        Optional<SessionId> id = SessionId.parse(text);
        if (id.isEmpty() || !asked.add(id.get())) {
            return false;
        }
        if (asked.size() == 1) {
            return true;
        }
        Set<SessionId> others = cookies;
        if (others == null) {
            others = otherCookies();
            List<SessionId> some = others.stream().limit(MOST_IDS).toList();
            living = some.size() > 1 ? cache.living(some) : others;
            cookies = others;
        }
        return living.contains(id.get()) || (!others.contains(id.get()) && elsewhere++ < MOST_IDS);
    }

    /** Returns true if the client has an id in its cookie, and not in the URL alone. */
    boolean isInCookie(String text) {
        return SessionId.parse(text).filter(inCookies()::contains).isPresent();
    }

    private Set<SessionId> otherCookies() {
        Set<SessionId> ids = inCookies();
        ids.stream().findFirst().ifPresent(ids::remove);
        return ids;
    }

    private Set<SessionId> inCookies() {
        SessionManager manager = cache.getSessionManager();
        Set<SessionId> ids = new LinkedHashSet<>();
        for (HttpCookie cookie : Request.getCookies(request)) {
            if (cookie.getName().equalsIgnoreCase(manager.getSessionCookie())) {
                SessionId.parse(manager.getSessionIdManager().getId(cookie.getValue()))
                        .ifPresent(ids::add);
            }
        }
        return ids;
    }
}
