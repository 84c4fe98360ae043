package org.abisession.boot;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * The endpoint {@code sessions} of Actuator: finds the sessions of a user on all nodes, and ends one. Its JSON is that
 * of Spring Boot's own, but for the ids: they are credentials, so here stand the user's name and a digest in their
 * place, which name a session and are of no use as a cookie. Safe for use by several threads.
 */
@Endpoint(id = "sessions")
public final class SessionsEndpoint {
    private final BootSessions sessions;

    SessionsEndpoint(BootSessions sessions) {
        this.sessions = sessions;
    }

    /** The sessions of a user. */
    public record SessionsDescriptor(List<SessionDescriptor> sessions) implements OperationResponseBody {}

    /**
     * A session.
     *
     * @param id names it in this endpoint: the user's name in Base64, a dot and a digest
     * @param maxInactiveInterval in seconds
     */
    public record SessionDescriptor(
            String id,
            Set<String> attributeNames,
            Instant creationTime,
            Instant lastAccessedTime,
            long maxInactiveInterval,
            boolean expired)
            implements OperationResponseBody {}

    /** Returns the sessions of a user. */
    @ReadOperation
    public SessionsDescriptor sessionsForUsername(String username) {
        return new SessionsDescriptor(sessions.openNodes().stream()
                .flatMap(node ->
                        node.loginsOf(username).stream().flatMap(login -> described(node, username, login).stream()))
                .toList());
    }

    /** Returns a session; null, and status 404, if there is none of that id any more. */
    @ReadOperation
    public @Nullable SessionDescriptor getSession(@Selector String sessionId) {
        Name name = Name.parse(sessionId);
        for (SessionNode node : sessions.openNodes()) {
            Optional<SessionDescriptor> found = node.loginsOf(name.user()).stream()
                    .filter(login -> login.handle().equals(name.handle()))
                    .findFirst()
                    .flatMap(login -> described(node, name.user(), login));
            if (found.isPresent()) {
                return found.get();
            }
        }
        return null;
    }

    /** Ends a session; the audit log names an administrator as the reason. */
    @DeleteOperation
    public void deleteSession(@Selector String sessionId) {
        Name name = Name.parse(sessionId);
        for (SessionNode node : sessions.openNodes()) {
            boolean unused = node.sessionsOf(name.user()).end(name.handle());
        }
    }

    private static Optional<SessionDescriptor> described(SessionNode node, String user, UserRecord login) {
        return node.peek(login.id()).map(session -> described(session, user, login));
    }

    private static SessionDescriptor described(NodeSession session, String user, UserRecord login) {
        return new SessionDescriptor(
                new Name(user, login.handle()).text(),
                session.attributeNames(),
                login.createdAt(),
                login.lastAccessedAt(),
                session.maxInactiveInterval().toSeconds(),
                login.marked());
    }

    /** Names a session by its user and the digest of its id. */
    private record Name(String user, String handle) {
        static Name parse(String text) {
            int dot = text.indexOf('.');
            try {
                byte[] user = Base64.getUrlDecoder().decode(text.substring(0, Math.max(dot, 0)));
                return new Name(new String(user, StandardCharsets.UTF_8), text.substring(dot + 1));
            } catch (IllegalArgumentException e) {
                return new Name("", ""); // no name of a session
            }
        }

        String text() {
            return Base64.getUrlEncoder().withoutPadding().encodeToString(user.getBytes(StandardCharsets.UTF_8))
                    + '.'
                    + handle;
        }
    }
}
