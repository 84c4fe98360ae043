package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.abisession.SessionStoreException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;

/** Sessions of tests whose Redis goes away meanwhile. */
final class Sessions {
    private Sessions() {}

    static SessionSnapshot snapshot(SessionId id, Duration interval) {
        byte[] metadata = ("{\"session_id\": \"" + id.value() + "\"}").getBytes(UTF_8);
        return new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, interval, false, Map.of(), StoredMetadata.of(metadata));
    }

    static SessionId create(SessionRepository repository) {
        SessionId id = SessionId.random();
        repository.create(snapshot(id, Duration.ofMinutes(30)));
        return id;
    }

    static void set(SessionRepository repository, SessionId id, String field, String value) {
        SessionDelta delta = SessionDelta.of(Map.of(field, value.getBytes(UTF_8)), Set.of());
        assertThat(repository.save(repository.find(id).orElseThrow(), delta)).isEqualTo(SaveResult.SAVED);
    }

    static String field(SessionRepository repository, SessionId id, String field) {
        return new String(repository.find(id).orElseThrow().fields().getOrDefault(field, new byte[0]), UTF_8);
    }

    /** A session can be made; failures until then are allowed. */
    static void awaitCreated(SessionRepository repository) {
        await().atMost(Duration.ofSeconds(90))
                .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                .untilAsserted(
                        () -> assertThat(repository.find(create(repository))).isPresent());
    }

    /** A session is read, changed and made again; failures until then are allowed. */
    static void awaitService(SessionRepository repository, SessionId id) {
        await().atMost(Duration.ofSeconds(90))
                .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                .untilAsserted(() -> {
                    set(repository, id, "again", "1");
                    repository.delete(create(repository));
                });
    }
}
