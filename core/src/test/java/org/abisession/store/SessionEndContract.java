package org.abisession.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.abisession.ConversationEntry;
import org.junit.jupiter.api.Test;

/** Describes what every {@link SessionRepository} promises of the end of a session, and of the end of its id. */
public abstract class SessionEndContract extends SessionRepositoryFixture {
    /** The expiry of a session does not show its last access where it ends at a time of its own. */
    @Test
    void find_livesForEverUntilItsEnd_lastAccessIsTheOneBefore() {
        create(Map.of("@ends_at", anHourFromNow()), Duration.ZERO);
        read(repository());
        assertLastAccessIsNow();
    }

    @Test
    void find_livesForEverFromNowOnUntilItsEnd_lastAccessIsTheOneBefore() {
        create(Map.of("@ends_at", anHourFromNow()));
        Optional<Duration> forEver = Optional.of(Duration.ofSeconds(-1));
        repository().save(read(repository()), new SessionDelta(Map.of(), Set.of(), forEver, Map.of(), Set.of()));
        assertLastAccessIsNow();
    }

    @Test
    void find_hasAnEndBeforeItsIntervalFromNowOn_lastAccessIsTheOneBefore() {
        create(Map.of(), Duration.ofHours(24));
        repository().save(read(repository()), SessionDelta.of(Map.of("@ends_at", anHourFromNow()), Set.of()));
        assertLastAccessIsNow();
    }

    private static byte[] anHourFromNow() {
        return json(Long.toString(Instant.now().plus(Duration.ofHours(1)).toEpochMilli()));
    }

    private void assertLastAccessIsNow() {
        Instant now = Instant.now();
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        assertThat(read(otherNode()).lastAccessedAt()).isBetween(now.minusSeconds(20), now.plusMillis(250));
        assertThat(otherNode().peek(id).orElseThrow().lastAccessedAt()).isAfter(now.plusMillis(250));
        assertThat(timesToLive(id).get(1).orElseThrow()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
    }

    @Test
    void changeId_oldIdIsUnknownEverywhereAndNothingIsLost() {
        create(Map.of("a", json("1")));
        repository().conversation(id).append(ConversationEntry.builder("q").build());
        SessionId renewed = SessionId.random();
        assertThat(repository().changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(otherNode().find(id)).isEmpty();
        assertNothingLeft();
        SessionSnapshot found = otherNode().find(renewed).orElseThrow();
        assertThat(field(found, "a")).isEqualTo("1");
        assertThat(otherNode().conversation(renewed).size()).isEqualTo(1);
        assertThat(storedMetadata(renewed))
                .contains("{\"session_id\": \"" + renewed.value()
                        + "\", \"created_at\": \"2024-01-15T10:30:00.123000\"}");
        assertThat(timesToLive(renewed))
                .allSatisfy(ttl ->
                        assertThat(ttl.orElseThrow()).isBetween(INTERVAL.minusSeconds(5), INTERVAL.plusSeconds(300)));
    }

    @Test
    void changeId_lateSaveUnderTheOldId_isGoneAndLeavesNothing() {
        create(Map.of());
        SessionSnapshot late = read(otherNode());
        repository().changeId(id, SessionId.random());
        assertThat(otherNode().save(late, set("a", "1"))).isEqualTo(SaveResult.GONE);
        assertNothingLeft();
    }

    @Test
    void changeId_endedSession_isGone() {
        create(Map.of());
        repository().delete(id);
        SessionId renewed = SessionId.random();
        assertThat(repository().changeId(id, renewed)).isEqualTo(SaveResult.GONE);
        assertThat(repository().find(renewed)).isEmpty();
    }

    @Test
    void delete_leavesNoKeyAndIsTrueOnce() {
        create(Map.of());
        repository().conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(repository().delete(id)).isTrue();
        assertThat(otherNode().delete(id)).isFalse();
        assertNothingLeft();
    }

    @Test
    void end_twoNodesAsk_oneGetsWhatWasStored() {
        create(Map.of("a", json("1")));
        otherNode().save(read(otherNode()), set("b", "2"));
        SessionSnapshot last = repository().end(id).orElseThrow();
        assertThat(field(last, "a") + field(last, "b")).isEqualTo("12");
        assertThat(last.createdAt()).isEqualTo(NOW);
        assertThat(last.maxInactiveInterval()).isEqualTo(INTERVAL);
        assertThat(last.metadata().fields()).containsEntry("session_id", json('"' + id.value() + '"'));
        assertThat(otherNode().end(id)).isEmpty();
        assertNothingLeft();
    }

    @Test
    void end_sessionOfPython_hasNoAttributesAndLeavesNoKey() {
        pythonWritesMetadata(id, "{}");
        assertThat(repository().end(id).orElseThrow().fields()).isEmpty();
        assertNothingLeft();
    }

    @Test
    void claimExpired_manyAsk_oneGetsTheFields() throws Exception {
        create(Map.of("a", json("1")));
        expire(id);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<Boolean> claim = () -> repository().claimExpired(id).isPresent();
            List<Future<Boolean>> claims = threads.invokeAll(
                    IntStream.range(0, 32).mapToObj(i -> claim).toList());
            int winners = 0;
            for (Future<Boolean> future : claims) {
                winners += future.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void claimExpired_aliveSession_isEmptyAndNothingChanges() {
        create(Map.of("a", json("1")));
        assertThat(repository().claimExpired(id)).isEmpty();
        assertThat(field(read(otherNode()), "a")).isEqualTo("1");
    }

    @Test
    void append_endedSession_failsAndLeavesNothing() {
        create(Map.of());
        repository().delete(id);
        assertThatThrownBy(() -> otherNode()
                        .conversation(id)
                        .append(ConversationEntry.builder("q").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining(id.value());
        assertNothingLeft();
    }
}
