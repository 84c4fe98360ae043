package org.abisession.cli.tomcat;

import java.io.WriteAbortedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.node.SessionImport.Source;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * A session as Tomcat's StandardSession has written it, object by object:
 *
 * <pre>
 * Long creation, Long last access, Integer seconds, Boolean new, Boolean valid, Long this access, String id,
 * String type of the login, principal, String id that FORM login expects, request that FORM login has saved,
 * Integer count, count times: String name, value
 * </pre>
 *
 * <p>Tomcat 7 to 11 read and write this. Older ones leave out what is in the second line, or its second half.
 *
 * @param valid false if it had ended
 * @param lost the names of attributes that Tomcat could not write
 */
public record TomcatSession(Source source, boolean valid, List<String> lost) {
    /** Copies the list. */
    public TomcatSession {
        lost = List.copyOf(lost);
    }

    /** Returns the id in one of Tomcat's, which may have a route after a dot; empty if it is none. */
    public static Optional<SessionId> id(String text) {
        int dot = text.indexOf('.');
        return SessionId.parse(dot < 0 ? text : text.substring(0, dot));
    }

    /**
     * Reads one session.
     *
     * @param id under which it is stored
     * @throws IllegalArgumentException if these are not the objects of the session with this id
     */
    public static TomcatSession of(SessionId id, List<? extends @Nullable Object> objects, Instant now) {
        Objects stream = new Objects(objects);
        Instant createdAt = stream.time();
        stream.time(); // of the access before the last one
        int seconds = stream.next(Integer.class);
        stream.next(Boolean.class); // whether its client has not joined it
        boolean valid = stream.next(Boolean.class);
        Instant lastAccessedAt = stream.time();
        if (!id(stream.next(String.class)).equals(Optional.of(id))) {
            throw new IllegalArgumentException("it is the session of another id than it is stored under.");
        }
        Map<String, Object> controls = new HashMap<>();
        int count = login(stream, controls);
        Map<String, Object> attributes = new HashMap<>();
        List<String> lost = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = stream.next(String.class);
            Object value = stream.next();
            if (value instanceof WriteAbortedException) {
                lost.add(name);
            } else if (value != null) {
                attributes.put(name, value);
            }
        }
        stream.end();
        Source source = new Source(
                id,
                createdAt,
                lastAccessedAt.isAfter(now) ? now : lastAccessedAt,
                Duration.ofSeconds(seconds),
                attributes,
                controls);
        return new TomcatSession(source, valid, lost);
    }

    /**
     * Reads the parts of a login, under the names that abi-session has for them on Tomcat, and the count after them.
     */
    private static int login(Objects stream, Map<String, Object> controls) {
        List<String> names = List.of("auth_type", "principal", "form_session_id", "form_request");
        for (int i = 0; i <= names.size(); i++) {
            Object object = stream.next();
            if (object instanceof Integer count && i % 2 == 0) {
                return count;
            }
            if (i < names.size() && object != null && !(object instanceof WriteAbortedException)) {
                controls.put(names.get(i), object);
            }
        }
        throw new IllegalArgumentException("it is not as Tomcat writes a session.");
    }

    /** The objects of a stream, one after the other. */
    private static final class Objects {
        private final Iterator<? extends @Nullable Object> all;

        Objects(List<? extends @Nullable Object> objects) {
            this.all = objects.iterator();
        }

        @Nullable
        Object next() {
            if (!all.hasNext()) {
                throw new IllegalArgumentException("it ends too early: the file or row is damaged.");
            }
            return all.next();
        }

        <T> T next(Class<T> type) {
            Object object = next();
            if (!type.isInstance(object)) {
                throw new IllegalArgumentException("it is not as Tomcat writes a session.");
            }
            return type.cast(object);
        }

        Instant time() {
            return Instant.ofEpochMilli(next(Long.class));
        }

        void end() {
            if (all.hasNext()) {
                throw new IllegalArgumentException("it has more in it than Tomcat writes.");
            }
        }
    }
}
