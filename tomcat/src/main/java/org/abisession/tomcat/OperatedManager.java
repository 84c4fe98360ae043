package org.abisession.tomcat;

import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.apache.catalina.Session;
import org.apache.catalina.session.ManagerBase;
import org.jspecify.annotations.Nullable;

/**
 * The operations that JMX and Tomcat's Manager have for single sessions. They take the digest of an id, as {@link
 * #listSessionIds} shows it, or the id itself, and find the sessions that requests of this node use. No id is written to
 * the log: Tomcat's own operations write those that they do not find.
 */
abstract class OperatedManager extends ManagerBase {
    /** Finds the session that an operator names. */
    abstract Optional<Session> named(String idOrDigest);

    @Override
    public @Nullable String getSessionAttribute(String sessionId, String key) {
        return named(sessionId)
                .map(session -> session.getSession().getAttribute(key))
                .map(Object::toString)
                .orElse(null);
    }

    @Override
    @SuppressWarnings("NonApiType") // as Tomcat has it
    public @Nullable HashMap<String, String> getSession(String sessionId) {
        Optional<Session> found = named(sessionId);
        if (found.isEmpty()) {
            return null;
        }
        HashMap<String, String> attributes = new HashMap<>();
        for (String name : Collections.list(found.get().getSession().getAttributeNames())) {
            attributes.put(name, String.valueOf(found.get().getSession().getAttribute(name)));
        }
        return attributes;
    }

    @Override
    public void expireSession(String sessionId) {
        named(sessionId).ifPresent(Session::expire);
    }

    @Override
    public long getThisAccessedTimestamp(String sessionId) {
        return time(sessionId, Session::getThisAccessedTimeInternal);
    }

    @Override
    public String getThisAccessedTime(String sessionId) {
        return text(getThisAccessedTimestamp(sessionId));
    }

    @Override
    public long getLastAccessedTimestamp(String sessionId) {
        return time(sessionId, Session::getLastAccessedTimeInternal);
    }

    @Override
    public String getLastAccessedTime(String sessionId) {
        return text(getLastAccessedTimestamp(sessionId));
    }

    @Override
    public long getCreationTimestamp(String sessionId) {
        return time(sessionId, Session::getCreationTimeInternal);
    }

    @Override
    public String getCreationTime(String sessionId) {
        return text(getCreationTimestamp(sessionId));
    }

    private long time(String sessionId, ToLongFunction<Session> time) {
        return named(sessionId).map(time::applyAsLong).orElse(-1L);
    }

    private static String text(long millis) {
        return millis < 0 ? "" : Instant.ofEpochMilli(millis).toString();
    }
}
