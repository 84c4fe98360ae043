package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.store.ImportMarks;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the sessions of another store as sessions of this application, each once, under its id, with its age and its
 * last access. For a program that does so before the application starts: no listener is called. Not safe for use by
 * several threads.
 */
public final class SessionImport {
    private static final Logger LOG = LoggerFactory.getLogger(SessionImport.class);

    private final SessionNode node;
    private final ImportMarks marks;
    private boolean registered;

    SessionImport(SessionNode node, ImportMarks marks) {
        this.node = node;
        this.marks = marks;
    }

    /**
     * A session as the other store has it.
     *
     * @param maxInactiveInterval how long it lives without an access; zero or less means without an end
     * @param controls what the container keeps with it
     */
    public record Source(
            SessionId id,
            Instant createdAt,
            Instant lastAccessedAt,
            Duration maxInactiveInterval,
            Map<String, Object> attributes,
            Map<String, Object> controls) {
        /** Copies the maps. */
        public Source {
            attributes = Map.copyOf(attributes);
            controls = Map.copyOf(controls);
        }

        /** Returns the digest of the id; no value. */
        @Override
        public String toString() {
            return "Source[" + id + "]";
        }
    }

    /**
     * Returns all objects of a stream of Java serialization, under the rules for values of this application.
     *
     * @throws UnreadableAttributeException if it is none, or names a class that is gone or not allowed
     */
    public List<@Nullable Object> decode(String subject, byte[] serialized) {
        return node.codec().decodeJavaObjects(subject, serialized);
    }

    /**
     * Returns true if there is a session under an id, or an imported one that has ended since. Two round trips at most.
     */
    public boolean isKnown(SessionId id) {
        return marks.contains(id) || node.peek(id).isPresent();
    }

    /** Returns true if the session has expired, so that no store has it any more. */
    public boolean isExpired(Source source) {
        Duration interval = source.maxInactiveInterval();
        return isLimited(interval)
                && !source.lastAccessedAt().plus(interval).isAfter(node.clock().instant());
    }

    private static boolean isLimited(Duration interval) {
        return !interval.isZero() && !interval.isNegative();
    }

    /**
     * Checks that the values of a session can be stored, and stores none.
     *
     * @throws IllegalArgumentException if one can't be
     */
    public void check(Source source) {
        NodeSession unused = session(source);
    }

    private NodeSession session(Source source) {
        NodeSession session =
                node.takenOver(source.id(), source.createdAt(), source.lastAccessedAt(), source.maxInactiveInterval());
        source.attributes().forEach((name, value) -> {
            Object unused = session.setAttribute(name, value);
        });
        source.controls().forEach(session::setControl);
        return session;
    }

    /**
     * Stores a session that has not expired.
     *
     * @return false, and nothing is stored, if there is something under its id already
     * @throws IllegalArgumentException if a value of it can't be stored; nothing is
     */
    public boolean store(Source source) {
        if (!registered) {
            node.repository().register(); // as a node does before it serves the first request
            registered = true;
        }
        NodeSession session = session(source);
        try {
            if (session.save() == SaveResult.GONE) {
                return false; // the user has been logged out everywhere meanwhile
            }
        } catch (IllegalStateException e) {
            LOG.debug("There is something under the id of {} already", source.id(), e);
            return false;
        }
        Duration interval = source.maxInactiveInterval();
        marks.add(
                source.id(),
                isLimited(interval)
                        ? Duration.between(
                                node.clock().instant(),
                                source.lastAccessedAt().plus(interval).plusSeconds(1))
                        : Duration.ZERO);
        return true;
    }
}
