package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.codec.ClassNames;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.store.OldSessions;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over sessions that an application with Spring Session has stored: each once, at its first request to an
 * application with abi-session. Safe for use by several threads and nodes.
 *
 * <ul>
 *   <li><b>The same id.</b> The session keeps the id that it has in Spring Session, so of two nodes that take it over
 *       at the same time the store lets one create it, and the other one finds what that one has created.
 *   <li><b>Once.</b> The Hash of Spring Session stays where it is until it expires, for nodes that still run the old
 *       application. It bears a mark, so that a session that has ended here is not taken over again.
 *   <li><b>Ended for both.</b> When the session ends here by a logout, the Hash is deleted.
 * </ul>
 */
public final class TakeOver {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOver.class);
    /** The names of the attributes in which Spring keeps the destroy methods of session-scoped beans begin so. */
    private static final String DESTROY_METHOD =
            "org.springframework.web.context.request.ServletRequestAttributes.DESTRUCTION_CALLBACK.";

    private static final String ATTRIBUTE = "sessionAttr:";
    /** The control field with the id in Spring Session, and the attempt that has taken the session over. */
    private static final String ORIGIN = "taken_over";

    private final SessionNode node;
    private final OldSessions old;
    private final String cookieName;

    TakeOver(SessionNode node, OldSessions old, String cookieName) {
        this.node = node;
        this.old = old;
        this.cookieName = cookieName;
    }

    /** Returns the name of the cookie that the old application has given to its clients. */
    public String cookieName() {
        return cookieName;
    }

    /** Returns the id in a value of that cookie, which is its Base64 text or the id itself; empty if there is none. */
    public Optional<SessionId> id(String cookieValue) {
        return SessionId.parse(SessionId.withoutRoute(decoded(cookieValue)))
                .or(() -> SessionId.parse(SessionId.withoutRoute(cookieValue)));
    }

    private static String decoded(String text) {
        try {
            return new String(Base64.getDecoder().decode(text), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /**
     * Takes a session over, unless that was done before: one round trip where the old application has no such session.
     *
     * @return true if it was taken over, by this node or another one: then this application has a session under the id,
     *     or has had one
     */
    public boolean bring(SessionId id) {
        node.admit();
        Map<String, byte[]> fields = old.find(id);
        if (fields.isEmpty() || old.isTakenOver(fields)) {
            return !fields.isEmpty();
        }
        Session session = read(id, fields);
        if (session == null) {
            return false;
        }
        if (create(session, fields) && !old.markTakenOver(id)) {
            // Another node has taken it over before, and it has ended since then.
            boolean unused = node.repository().delete(id);
        }
        return true;
    }

    /** Holds what Spring Session keeps with a session beside its attributes. */
    private record Session(SessionId id, Instant createdAt, Duration interval) {}

    private @Nullable Session read(SessionId id, Map<String, byte[]> fields) {
        try {
            Instant createdAt = Instant.ofEpochMilli(number(fields, "creationTime"));
            if (createdAt.isBefore(Instant.EPOCH)) {
                throw new DateTimeException("its field creationTime is before 1970.");
            }
            Instant lastAccess = Instant.ofEpochMilli(number(fields, "lastAccessedTime"));
            Duration interval = Duration.ofSeconds(number(fields, "maxInactiveInterval"));
            if (interval.isNegative()) {
                return new Session(id, createdAt, Duration.ZERO);
            }
            boolean expired = !lastAccess.plus(interval).isAfter(node.clock().instant());
            return expired ? null : new Session(id, createdAt, interval);
        } catch (UnreadableAttributeException | DateTimeException | ArithmeticException e) {
            node.unreadable()
                    .report(
                            id,
                            "Spring Session",
                            "Spring Session has it in a form that can't be read: " + e.getMessage(),
                            "it is not taken over. Only Spring Session's default serializer is supported.");
            return null;
        }
    }

    private long number(Map<String, byte[]> fields, String name) {
        byte[] stored = fields.get(name);
        Object value = stored == null ? null : node.codec().decodeJava(name, stored);
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new DateTimeException("its field " + name + " is no number.");
    }

    /** Stores it as a session of this application; false if another node has done so. */
    private boolean create(Session from, Map<String, byte[]> fields) {
        NodeSession session =
                node.takenOver(from.id, from.createdAt, node.clock().instant(), from.interval);
        session.setControl(ORIGIN, List.of(from.id.value(), SessionId.random().value()));
        fields.forEach((field, stored) -> {
            if (field.startsWith(ATTRIBUTE) && stored.length > 0) {
                copy(session, field.substring(ATTRIBUTE.length()), stored);
            }
        });
        try {
            return switch (session.save()) {
                case SAVED -> true;
                case GONE -> false; // the user has been logged out everywhere meanwhile
            };
        } catch (IllegalStateException e) {
            LOG.debug("{} was taken over by another node at the same time", from.id, e);
            return false;
        }
    }

    private void copy(NodeSession session, String attribute, byte[] stored) {
        if (attribute.startsWith(DESTROY_METHOD)) {
            return; // it names a method of an object of the old node
        }
        try {
            Object unused = session.setAttribute(attribute, node.codec().decodeJava(attribute, stored));
        } catch (UnreadableAttributeException | IllegalArgumentException e) {
            LOG.warn(
                    "{}: the attribute '{}' is lost, since it can't be taken over from Spring Session. {}",
                    session.id(),
                    ClassNames.shown(attribute),
                    e.getMessage());
        }
    }

    /** Ends a session for the old application, too, if it was taken over from there. */
    void end(NodeSession session) {
        end(session.control(ORIGIN));
    }

    /** Does the same as {@link #end(NodeSession)} for a session that has just ended. */
    void end(SessionSnapshot last) {
        byte[] origin = last.fields().get(FieldNames.ofControl(ORIGIN));
        if (origin != null) {
            try {
                end(node.codec().decode(ORIGIN, origin));
            } catch (UnreadableAttributeException e) {
                LOG.debug("Which session of Spring Session {} was can't be read", last.id(), e);
            }
        }
    }

    private void end(@Nullable Object origin) {
        if (origin instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof String id) {
            SessionId.parse(id).ifPresent(old::end);
        }
    }
}
