package org.abisession.boot;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.security.core.session.AbstractSessionEvent;
import org.springframework.security.core.session.SessionInformation;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.core.session.SessionRegistryImpl;

/**
 * Tells Spring Security which sessions a user has on all nodes, so that {@code maximumSessions} holds across them: by
 * the index of users, which needs no note of a login or of an end. A session that Spring Security lets expire is marked
 * in Redis, and refused at its next request on whatever node.
 *
 * <p>Sessions that are not in Redis, as on a server that the starter does not serve, are kept as Spring Security keeps
 * them, for this node. Safe for use by several threads.
 */
final class IndexedSessionRegistry implements SessionRegistry, ApplicationListener<AbstractSessionEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(IndexedSessionRegistry.class);

    private final BootSessions sessions;
    private final SessionRegistryImpl others = new SessionRegistryImpl();
    private final PrincipalNames names = new PrincipalNames();
    private final AtomicBoolean warned = new AtomicBoolean();

    IndexedSessionRegistry(BootSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Refuses, where sessions are in Redis: the index finds the sessions of a user, not the users.
     *
     * @throws UnsupportedOperationException if sessions of this process are in Redis
     */
    @Override
    public List<Object> getAllPrincipals() {
        if (sessions.openNodes().isEmpty()) {
            return others.getAllPrincipals();
        }
        throw new UnsupportedOperationException(
                "The sessions in Redis can be found by their user, and not all users. Ask getAllSessions(principal, ...).");
    }

    @Override
    public List<SessionInformation> getAllSessions(Object principal, boolean includeExpiredSessions) {
        List<SessionInformation> found = new ArrayList<>(others.getAllSessions(principal, includeExpiredSessions));
        names.name(principal)
                .ifPresent(user -> sessions.openNodes()
                        .forEach(node -> node.loginsOf(user).stream()
                                .filter(login -> includeExpiredSessions || !login.marked())
                                .map(login -> new StoredInformation(
                                        node,
                                        user,
                                        login.id(),
                                        textOf(login.id()),
                                        Date.from(login.lastAccessedAt()),
                                        login.marked()))
                                .forEach(found::add)));
        return found;
    }

    /**
     * Returns the text by which the session of this login is named, or else the id: Spring Security looks for the very
     * text.
     */
    private static String textOf(SessionId id) {
        return LimitedLogin.current().flatMap(login -> login.textOf(id)).orElseGet(id::value);
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
                                node,
                                user,
                                session.id(),
                                session.id().value(),
                                Date.from(session.lastAccessedAt()),
                                session.isMarked()))
                        .orElse(null);
            }
        }
        return others.getSessionInformation(sessionId);
    }

    /** Does nothing for a session in Redis: each request is an access. */
    @Override
    public void refreshLastRequest(String sessionId) {
        others.refreshLastRequest(sessionId);
    }

    /** Does nothing for a session in Redis: a login is noticed when the session is stored with it. */
    @Override
    public void registerNewSession(String sessionId, Object principal) {
        if (BootSessions.id(sessionId).filter(this::isInUse).isPresent()) {
            return;
        }
        if (!warned.getAndSet(true)) {
            LOG.warn("The session of a login is not in the starter's Redis: Spring Security's maximumSessions counts it"
                    + " among those of this node alone");
        }
        others.registerNewSession(sessionId, principal);
    }

    private boolean isInUse(SessionId id) {
        return sessions.openNodes().stream()
                .anyMatch(node -> node.inUse().present(id).isPresent());
    }

    /** Does nothing for a session in Redis: one that has ended is not found any more. */
    @Override
    public void removeSessionInformation(String sessionId) {
        others.removeSessionInformation(sessionId);
    }

    /** Notes the end of a session that is not in Redis, or its new id. */
    @Override
    public void onApplicationEvent(AbstractSessionEvent event) {
        others.onApplicationEvent(event);
    }

    /** A session as Spring Security works with it. */
    private static final class StoredInformation extends SessionInformation {
        private static final long serialVersionUID = 1L;

        private final transient SessionNode node;

        private final transient SessionId id;

        StoredInformation(SessionNode node, String user, SessionId id, String text, Date lastRequest, boolean expired) {
            super(user, text, lastRequest);
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
