package org.abisession.boot;

import java.security.Principal;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.store.SessionId;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Tells Spring Security which sessions a user has on all nodes, so that {@code maximumSessions} holds across them: by the
 * index of users, which needs no note of a login or of an end. A session that Spring Security lets expire is marked in
 * Redis, and refused at its next request on whatever node. Safe for use by several threads.
 */
final class IndexedSessionRegistry implements SessionRegistry {
    private final BootSessions sessions;

    IndexedSessionRegistry(BootSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Refuses: the index finds the sessions of a user, not the users.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public List<Object> getAllPrincipals() {
        throw new UnsupportedOperationException(
                "The sessions in Redis can be found by their user, and not all users. Ask getAllSessions(principal, ...).");
    }

    @Override
    public List<SessionInformation> getAllSessions(Object principal, boolean includeExpiredSessions) {
        String user = name(principal);
        List<SessionInformation> found = new ArrayList<>();
        for (SessionNode node : sessions.openNodes()) {
            for (UserRecord login : node.loginsOf(user)) {
                if (includeExpiredSessions || !login.marked()) {
                    found.add(new StoredInformation(
                            node, user, login.id(), Date.from(login.lastAccessedAt()), login.marked()));
                }
            }
        }
        return found;
    }

    @Override
    public @Nullable SessionInformation getSessionInformation(String sessionId) {
        for (SessionNode node : sessions.openNodes()) {
            Optional<NodeSession> found = BootSessions.id(sessionId)
                    .flatMap(id -> node.inUse().present(id).or(() -> node.peek(id)));
            if (found.isPresent() && !found.get().isEnded()) {
                NodeSession session = found.get();
                return session.user()
                        .map(user -> new StoredInformation(
                                node, user, session.id(), Date.from(session.lastAccessedAt()), session.isMarked()))
                        .orElse(null);
            }
        }
        return null;
    }

    /** Does nothing: each request is an access. */
    @Override
    public void refreshLastRequest(String sessionId) {}

    /** Does nothing: a login is noticed when the session is stored with it. */
    @Override
    public void registerNewSession(String sessionId, Object principal) {}

    /** Does nothing: what has ended is not found any more. */
    @Override
    public void removeSessionInformation(String sessionId) {}

    /** Returns the name that an authentication with this principal has. */
    private static String name(Object principal) {
        if (principal instanceof UserDetails user) {
            return user.getUsername();
        }
        if (principal instanceof AuthenticatedPrincipal user) {
            return user.getName();
        }
        return principal instanceof Principal user ? user.getName() : principal.toString();
    }

    /** A session as Spring Security works with it. */
    private static final class StoredInformation extends SessionInformation {
        private static final long serialVersionUID = 1L;

        private final transient SessionNode node;

        private final transient SessionId id;

        StoredInformation(SessionNode node, String user, SessionId id, Date lastRequest, boolean expired) {
            super(user, id.value(), lastRequest);
            this.node = node;
            this.id = id;
            if (expired) {
                super.expireNow();
            }
        }

        @Override
        public void expireNow() {
            super.expireNow();
            boolean unused = node.mark(id);
        }
    }
}
