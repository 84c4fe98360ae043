package org.abisession.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Describes what the contracts of {@link SessionRepository} have in common. {@link #repository} and {@link #otherNode}
 * are two on the same store; the store's own view comes from the methods below them.
 */
public abstract class SessionRepositoryFixture {
    static final Duration INTERVAL = Duration.ofMinutes(30);
    static final Instant NOW = Instant.parse("2024-01-15T10:30:00.123Z");
    final SessionId id = SessionId.random();

    protected abstract SessionRepository repository();

    protected abstract SessionRepository otherNode();

    /** Returns what {@link #repository} has told its listener of, and forgets. */
    protected abstract List<SessionSnapshot> takeExpired();

    /** Time passes: the session's interval ends, its record is still stored. */
    protected abstract void expire(SessionId id);

    /** The Python application, or an eviction, removes the metadata. */
    protected abstract void loseMetadata(SessionId id);

    /** Metadata as the Python application writes it, with an expiry of a day. */
    protected abstract void pythonWritesMetadata(SessionId id, String json);

    protected abstract Optional<String> storedMetadata(SessionId id);

    /** Time until the key goes, for attributes, metadata and conversation; zero where it has no expiry. */
    protected abstract List<Optional<Duration>> timesToLive(SessionId id);

    static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }

    SessionSnapshot create(Map<String, byte[]> fields) {
        return create(fields, INTERVAL);
    }

    SessionSnapshot create(Map<String, byte[]> fields, Duration interval) {
        SessionSnapshot session = new SessionSnapshot(id, NOW, NOW, interval, false, fields, SharedMetadata.NONE);
        repository().create(session);
        return session;
    }

    SessionSnapshot read(SessionRepository node) {
        return node.find(id).orElseThrow();
    }

    static String field(SessionSnapshot session, String name) {
        return new String(session.fields().getOrDefault(name, json("(none)")), UTF_8);
    }

    static SessionDelta set(String name, String value) {
        return SessionDelta.of(Map.of(name, json(value)), Set.of());
    }

    void assertNothingLeft() {
        assertThat(timesToLive(id)).containsOnly(Optional.empty());
    }
}
