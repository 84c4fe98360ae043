package org.abisession.tomcat;

import org.apache.catalina.Session;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sessions of a context: each with an id of its own, but beside the session that another context has where
 * that one dispatches to this one, or their cookie is one.
 */
final class NewSessions {
    private final RedisSessionManager manager;

    NewSessions(RedisSessionManager manager) {
        this.manager = manager;
    }

    /**
     * Makes a session for a request.
     *
     * @param asked the id that Tomcat asks for; what a client says is not adopted
     */
    Session create(@Nullable String asked) {
        RequestSessions.Scope scope = RequestSessions.of(manager);
        if (scope != null) {
            scope.guard().beforeCreate();
        }
        RedisSession outer = RequestSessions.ofAskedContext(manager, asked);
        if (outer != null) {
            return createBeside(outer, asked);
        }
        RedisSession beside = scope == null ? null : createBesideCookie(scope);
        if (beside != null) {
            return beside;
        }
        RedisSession session = manager.createNew();
        if (scope != null) {
            scope.add(session);
        }
        return session;
    }

    /** Makes a session beside the one of the context that dispatches to this one. */
    private RedisSession createBeside(RedisSession outer, @Nullable String id) {
        outer.save(); // then this one can be made beside it
        RedisSession session = createBeside(RoutedId.parse(id).orElse(null));
        if (session == null) {
            throw new IllegalStateException("The session has ended on another node meanwhile");
        }
        return session;
    }

    private @Nullable RedisSession createBesideCookie(RequestSessions.Scope scope) {
        RoutedId id = scope.idInSharedCookie().orElse(null);
        return id != null && manager.isElsewhere(id.id()) ? createBeside(id) : null;
    }

    private @Nullable RedisSession createBeside(@Nullable RoutedId id) {
        if (id == null || !manager.createBeside(id.id())) {
            return null;
        }
        RequestSessions.Scope scope = RequestSessions.of(manager);
        if (scope != null) {
            scope.forgetMissing(id.id());
        }
        if (manager.findSession(id.text()) instanceof RedisSession session) {
            session.setNew(true);
            session.tellNew();
            return session;
        }
        return null;
    }
}
