package org.abisession.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.ConversationEntry;
import org.junit.jupiter.api.Test;

/**
 * Describes what every {@link SessionRepository} promises of sessions that are not its own alone: that another
 * application has under the same id, or that the Python application began.
 */
public abstract class ApplicationsContract extends SessionRepositoryContract {
    private static final Duration DAY = Duration.ofDays(1);

    /** The sessions of another application in the same store, which is registered there. */
    protected abstract SessionRepository otherApplication();

    private SessionSnapshot session(Duration interval, String name) {
        return new SessionSnapshot(id, NOW, NOW, interval, false, Map.of(name, json("1")), SharedMetadata.NONE);
    }

    /** A session that both applications have, of which this one's lives shorter. */
    private void createInBoth() {
        otherApplication().create(session(DAY, "theirs"));
        assertThat(repository().find(id)).isEmpty();
        assertThat(repository().isElsewhere(id)).isTrue();
        assertThat(repository().createBeside(session(Duration.ofMinutes(30), "ours")))
                .isEqualTo(SaveResult.SAVED);
        repository().conversation(id).append(ConversationEntry.builder("q").build());
    }

    private static SessionDelta set(String name) {
        return SessionDelta.of(Map.of(name, json("1")), Set.of());
    }

    private static SessionDelta interval(Duration interval) {
        return new SessionDelta(Map.of(), Set.of(), Optional.of(interval), Map.of(), Set.of());
    }

    private void assertTheirsIsWhole() {
        SessionSnapshot theirs = otherApplication().find(id).orElseThrow();
        assertThat(theirs.adopted()).isFalse();
        assertThat(theirs.fields()).containsKey("theirs").doesNotContainKey("ours");
        assertThat(storedMetadata(id)).isPresent();
        assertThat(otherApplication().conversation(id).size()).isEqualTo(1);
        assertThat(timesToLive(id).get(1).orElseThrow()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void find_metadataOfAnotherApplicationsSession_isEmptyAndExtendsNothing() {
        otherApplication().create(session(Duration.ofMinutes(1), "theirs"));
        assertThat(repository().find(id)).isEmpty();
        assertThat(otherNode().findWhole(id)).isEmpty();
        assertThat(repository().touch(id)).isEqualTo(SaveResult.GONE);
        assertThat(timesToLive(id).get(0)).isEmpty();
        assertThat(timesToLive(id).get(1).orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void createBeside_twoApplications_haveEachTheirOwnUnderOneId() {
        createInBoth();
        SessionSnapshot ours = otherNode().find(id).orElseThrow();
        assertThat(ours.fields()).containsKey("ours").doesNotContainKey("theirs");
        assertThat(ours.adopted()).isFalse();
        assertThat(ours.maxInactiveInterval()).isEqualTo(Duration.ofMinutes(30));
        assertThat(timesToLive(id).get(0).orElseThrow()).isBetween(Duration.ofMinutes(34), Duration.ofMinutes(35));
        assertTheirsIsWhole();
    }

    @Test
    void createBeside_unknownIdOrOneOfItsOwnOrOfPython_isGoneAndChangesNothing() {
        assertThat(repository().createBeside(session(DAY, "a"))).isEqualTo(SaveResult.GONE);
        assertThat(timesToLive(id)).containsOnly(Optional.empty());
        pythonWritesMetadata(id, "{}");
        assertThat(repository().createBeside(session(DAY, "a"))).isEqualTo(SaveResult.GONE);
        assertThat(timesToLive(id).get(0)).isEmpty();
        repository().save(repository().find(id).orElseThrow(), set("b"));
        assertThat(repository().createBeside(session(DAY, "a"))).isEqualTo(SaveResult.GONE);
        assertThat(otherNode().find(id).orElseThrow().fields()).doesNotContainKey("a");
    }

    @Test
    void end_otherApplicationHasTheSession_endsOursAlone() {
        createInBoth();
        assertThat(repository().end(id).orElseThrow().fields()).containsKey("ours");
        assertThat(otherNode().find(id)).isEmpty();
        assertThat(otherNode().end(id)).isEmpty();
        assertTheirsIsWhole();
    }

    @Test
    void end_lastOfTwoApplications_leavesNothing() {
        createInBoth();
        assertThat(repository().delete(id)).isTrue();
        assertThat(otherApplication().delete(id)).isTrue();
        assertThat(timesToLive(id)).containsOnly(Optional.empty());
    }

    @Test
    void find_oursTimedOut_theirsLivesOnAndOursIsClaimed() {
        createInBoth();
        repository().save(repository().find(id).orElseThrow(), interval(Duration.ofSeconds(1)));
        assertThat(timesToLive(id).get(1).orElseThrow()).isGreaterThan(Duration.ofHours(23));
        expire(id);
        assertThat(repository().find(id)).isEmpty();
        assertThat(takeExpired()).hasSize(1);
        assertTheirsIsWhole();
    }

    @Test
    void changeId_otherApplicationHasTheSession_movesOursAndLeavesTheirs() {
        createInBoth();
        SessionId renewed = SessionId.random();
        assertThat(repository().changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(otherNode().find(id)).isEmpty();
        assertThat(otherNode().find(renewed).orElseThrow().fields()).containsKey("ours");
        assertThat(otherNode().conversation(renewed).size()).isEqualTo(1);
        assertThat(storedMetadata(renewed))
                .contains("{\"session_id\": \"" + renewed.value()
                        + "\", \"created_at\": \"2024-01-15T10:30:00.123000\"}");
        assertThat(timesToLive(renewed))
                .allSatisfy(ttl -> assertThat(ttl.orElseThrow()).isPositive());
        assertThat(otherApplication().find(renewed)).isEmpty();
        assertTheirsIsWhole();
    }

    @Test
    void touch_adoptedSession_isKeptAlive() {
        pythonWritesMetadata(id, "{}");
        assertThat(repository().find(id)).isPresent();
        shortenExpiryOfMetadata(id);
        assertThat(repository().touch(id)).isEqualTo(SaveResult.SAVED);
        assertThat(timesToLive(id).get(0)).isEmpty();
        assertThat(timesToLive(id).get(1).orElseThrow()).isGreaterThan(Duration.ofHours(23));
    }

    /** Time passes: a minute is left of the metadata. */
    protected abstract void shortenExpiryOfMetadata(SessionId session);

    @Test
    void save_adoptedAgainByTheSameNode_keepsTheIntervalThatWasSet() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = repository().find(id).orElseThrow();
        repository().save(here, interval(Duration.ofMinutes(15)));
        repository().save(here, set("a"));
        assertIntervalIs(Duration.ofMinutes(15));
    }

    @Test
    void save_adoptedByAnotherNodeMeanwhile_keepsTheControlFieldsOfTheFirst() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot there = otherNode().find(id).orElseThrow();
        SessionSnapshot here = repository().find(id).orElseThrow();
        repository().save(here, interval(Duration.ofMinutes(15)));
        Instant created = repository().find(id).orElseThrow().createdAt();
        otherNode().save(there, set("a"));
        assertIntervalIs(Duration.ofMinutes(15));
        assertThat(repository().find(id).orElseThrow().createdAt()).isEqualTo(created);
    }

    @Test
    void save_twoNodesAdoptAndTheLaterSetsAnInterval_thatHolds() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot there = otherNode().find(id).orElseThrow();
        SessionSnapshot here = repository().find(id).orElseThrow();
        repository().save(here, set("a"));
        otherNode().save(there, interval(Duration.ofMinutes(15)));
        assertIntervalIs(Duration.ofMinutes(15));
    }

    @Test
    void save_adoptedAndEndedMeanwhileWhereAnotherApplicationStays_isGone() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot late = repository().find(id).orElseThrow();
        otherNode().save(otherNode().find(id).orElseThrow(), set("ours"));
        assertThat(otherApplication().find(id)).isEmpty();
        otherApplication().createBeside(session(DAY, "theirs"));
        assertThat(otherNode().delete(id)).isTrue();
        assertThat(repository().find(id)).isEmpty();
        assertThat(repository().save(late, set("late"))).isEqualTo(SaveResult.GONE);
        assertThat(timesToLive(id).get(0)).isEmpty();
        assertThat(otherApplication().find(id)).isPresent();
    }

    @Test
    void save_adoptedAndImmortal_staysSo() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = repository().find(id).orElseThrow();
        repository().save(here, interval(Duration.ZERO));
        repository().save(here, set("a"));
        assertThat(timesToLive(id).get(0)).contains(Duration.ZERO);
        repository().delete(id);
    }

    private void assertIntervalIs(Duration interval) {
        SessionSnapshot found = otherNode().find(id).orElseThrow();
        assertThat(found.maxInactiveInterval()).isEqualTo(interval);
        assertThat(found.lastAccessedAt())
                .isCloseTo(
                        Instant.now(java.time.Clock.systemUTC()),
                        org.assertj.core.api.Assertions.within(1, ChronoUnit.MINUTES));
        assertThat(timesToLive(id).get(0).orElseThrow())
                .isBetween(interval.plusSeconds(290), interval.plusSeconds(300));
        assertThat(List.copyOf(found.fields().keySet())).doesNotContain("theirs");
    }
}
