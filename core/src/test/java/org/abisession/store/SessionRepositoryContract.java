package org.abisession.store;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.StoredKeys;
import org.junit.jupiter.api.Test;

/** Describes what every {@link SessionRepository} promises. */
public abstract class SessionRepositoryContract extends SessionEndContract {
    @Test
    void find_unknownId_isEmpty() {
        assertThat(repository().find(id)).isEmpty();
        assertNothingLeft();
    }

    @Test
    void create_thenFindOnAnotherNode_isTheSame() {
        create(Map.of("cart", json("[\"tea\"]")));
        SessionSnapshot found = read(otherNode());
        assertThat(field(found, "cart")).isEqualTo("[\"tea\"]");
        assertThat(found.createdAt()).isEqualTo(NOW);
        assertThat(found.maxInactiveInterval()).isEqualTo(INTERVAL);
        assertThat(found.adopted()).isFalse();
        assertThat(found.metadata().fields()).containsEntry("session_id", json('"' + id.value() + '"'));
    }

    @Test
    void create_idInUse_failsAndChangesNothing() {
        create(Map.of("a", json("1")));
        assertThatThrownBy(() -> create(Map.of("a", json("2"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageNotContaining(id.value());
        assertThat(field(read(otherNode()), "a")).isEqualTo("1");
    }

    @Test
    void create_everyKeyHasItsExpiry() {
        create(Map.of());
        assertThat(timesToLive(id).get(0).orElseThrow())
                .isBetween(INTERVAL.plusSeconds(295), INTERVAL.plusSeconds(300));
        assertThat(timesToLive(id).get(1).orElseThrow()).isBetween(INTERVAL.minusSeconds(5), INTERVAL);
    }

    @Test
    void takeOver_lastAccessWasLongAgo_livesForTheRestOfTheInterval() {
        Duration half = INTERVAL.dividedBy(2);
        Instant lastAccess = Instant.now(java.time.Clock.systemUTC()).minus(half);
        repository().takeOver(SessionSnapshot.empty(id, lastAccess, lastAccess, INTERVAL)); // never used since it began
        assertThat(timesToLive(id).get(1).orElseThrow()).isBetween(half.minusSeconds(60), half);
        assertThat(read(otherNode()).lastAccessedAt()).isCloseTo(lastAccess, within(2, ChronoUnit.SECONDS));
        assertThat(timesToLive(id).get(1).orElseThrow()).isBetween(INTERVAL.minusSeconds(60), INTERVAL);
    }

    @Test
    void find_secondTime_lastAccessIsTheFirstTime() {
        create(Map.of());
        Instant first = Instant.now(java.time.Clock.systemUTC());
        read(repository());
        assertThat(read(otherNode()).lastAccessedAt()).isCloseTo(first, within(2, ChronoUnit.SECONDS));
    }

    @Test
    protected void find_againAndAgain_lastAccessNeverGoesBack() {
        create(Map.of());
        Instant last = Instant.MIN;
        for (int i = 0; i < 3000; i++) {
            Instant accessed = read(i % 2 == 0 ? repository() : otherNode()).lastAccessedAt();
            assertThat(accessed).isAfterOrEqualTo(last);
            last = accessed;
        }
    }

    @Test
    void find_clockOfTheNodeThatMadeItIsAhead_lastAccessIsNotBeforeTheCreation() {
        Instant created = Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS);
        repository().create(new SessionSnapshot(id, created, created, INTERVAL, false, Map.of(), SharedMetadata.NONE));
        SessionSnapshot found = read(otherNode());
        assertThat(found.createdAt()).isEqualTo(created);
        assertThat(found.lastAccessedAt()).isEqualTo(created);
    }

    @Test
    void find_atExpiry_isEmptyEvenIfKeyStillStored() {
        create(Map.of("a", json("1")));
        expire(id);
        assertThat(repository().find(id)).isEmpty();
        assertNothingLeft();
    }

    @Test
    void find_atExpiry_tellsTheListenerOnceWithTheFields() {
        create(Map.of("a", json("1")));
        expire(id);
        repository().find(id);
        repository().find(id);
        List<SessionSnapshot> expired = takeExpired();
        assertThat(expired).hasSize(1);
        assertThat(field(expired.get(0), "a")).isEqualTo("1");
        assertThat(expired.get(0).createdAt()).isEqualTo(NOW);
    }

    @Test
    void find_metadataGone_isNoSessionAndItsRecordIsClaimed() {
        create(Map.of("a", json("1")));
        loseMetadata(id);
        assertThat(repository().find(id)).isEmpty();
        assertThat(takeExpired()).hasSize(1);
        assertNothingLeft();
    }

    @Test
    void find_metadataAlone_isAdoptedWithoutAttributes() {
        pythonWritesMetadata(id, "{\"created_at\": \"2024-01-15T10:30:00.123456\", \"user\": \"ada\"}");
        SessionSnapshot found = read(repository());
        assertThat(found.adopted()).isTrue();
        assertThat(found.fields()).isEmpty();
        assertThat(found.createdAt()).isEqualTo(Instant.parse("2024-01-15T10:30:00.123456Z"));
    }

    @Test
    void find_metadataThatIsNotJson_isASessionAndTheBytesStay() {
        pythonWritesMetadata(id, "{'user': 'ada'}");
        assertThat(read(repository()).adopted()).isTrue();
        assertThat(storedMetadata(id)).contains("{'user': 'ada'}");
    }

    @Test
    void find_httpPartExpiredButPythonKeptMetadata_isAdoptedWithoutAttributes() {
        create(Map.of("user", json("\"ada\"")));
        pythonWritesMetadata(id, "{\"turns\": 3}");
        expire(id);
        SessionSnapshot found = read(repository());
        assertThat(found.adopted()).isTrue();
        assertThat(found.fields()).isEmpty();
    }

    @Test
    void find_pythonSetALongerExpiry_isNotShortened() {
        create(Map.of());
        pythonWritesMetadata(id, "{}");
        read(repository());
        assertThat(timesToLive(id).get(1).orElseThrow()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void save_changedAndRemovedFields_areSeenByAnotherNode() {
        create(Map.of("a", json("1"), "b", json("2")));
        SaveResult result = repository()
                .save(read(repository()), SessionDelta.of(Map.of("a", json("10"), "c", json("3")), Set.of("b")));
        assertThat(result).isEqualTo(SaveResult.SAVED);
        SessionSnapshot found = read(otherNode());
        assertThat(List.of(field(found, "a"), field(found, "b"), field(found, "c")))
                .containsExactly("10", "(none)", "3");
    }

    @Test
    void createAndSave_thousandsOfFields_areAllThereOrGone() {
        Map<String, byte[]> many = IntStream.range(0, 2500).boxed().collect(toMap(i -> "a" + i, i -> json("" + i)));
        Map<String, byte[]> others = IntStream.range(0, 1001).boxed().collect(toMap(i -> "b" + i, i -> json("" + i)));
        create(many);
        assertThat(read(otherNode()).fields()).containsAllEntriesOf(many);
        repository().save(read(repository()), SessionDelta.of(others, many.keySet()));
        assertThat(read(otherNode()).fields()).containsAllEntriesOf(others).doesNotContainKeys("a0", "a999", "a2499");
    }

    @Test
    void save_twoNodesSetDifferentAttributes_keepsBoth() {
        create(Map.of());
        SessionSnapshot here = read(repository());
        SessionSnapshot there = read(otherNode());
        repository().save(here, set("a", "1"));
        otherNode().save(there, set("b", "2"));
        SessionSnapshot found = read(repository());
        assertThat(field(found, "a") + field(found, "b")).isEqualTo("12");
    }

    @Test
    void save_sessionDeletedByAnotherNode_returnsGoneAndStaysDeleted() {
        create(Map.of("a", json("1")));
        SessionSnapshot here = read(repository());
        assertThat(otherNode().delete(id)).isTrue();
        assertThat(repository().save(here, set("a", "2"))).isEqualTo(SaveResult.GONE);
        assertNothingLeft();
    }

    @Test
    void save_sessionExpiredMeanwhile_returnsGone() {
        create(Map.of());
        SessionSnapshot here = read(repository());
        expire(id);
        assertThat(repository().save(here, set("a", "2"))).isEqualTo(SaveResult.GONE);
        assertThat(field(repository().claimExpired(id).orElseThrow(), "a")).isEqualTo("(none)");
    }

    @Test
    void save_adoptedSession_makesItsRecordWithAnExpiry() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = read(repository());
        assertThat(repository().save(here, set("a", "1"))).isEqualTo(SaveResult.SAVED);
        SessionSnapshot found = read(otherNode());
        assertThat(found.adopted()).isFalse();
        assertThat(field(found, "a")).isEqualTo("1");
        assertThat(found.createdAt()).isCloseTo(here.createdAt(), within(1, ChronoUnit.MILLIS));
        assertThat(timesToLive(id).get(0)).isPresent();
    }

    @Test
    void save_adoptedSessionThatPythonEnded_returnsGoneAndLeavesNothing() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = read(repository());
        otherNode().delete(id);
        assertThat(repository().save(here, set("a", "1"))).isEqualTo(SaveResult.GONE);
        assertNothingLeft();
    }

    @Test
    void save_twoNodesAdopt_keepsBoth() {
        pythonWritesMetadata(id, "{}");
        SessionSnapshot here = read(repository());
        SessionSnapshot there = read(otherNode());
        repository().save(here, set("a", "1"));
        otherNode().save(there, set("b", "2"));
        SessionSnapshot found = read(repository());
        assertThat(field(found, "a") + field(found, "b")).isEqualTo("12");
    }

    @Test
    void save_sharedAttribute_changesItsBytesInTheMetadataAndNoOther() {
        create(Map.of());
        pythonWritesMetadata(id, "{\"user\":  \"ada\", \"n\": 1e+16}");
        SessionDelta delta = new SessionDelta(
                Map.of("a", json("1")), Set.of(), Optional.empty(), Map.of("user", json("\"bob\"")), Set.of());
        assertThat(repository().save(read(repository()), delta)).isEqualTo(SaveResult.SAVED);
        assertThat(storedMetadata(id)).contains("{\"user\":  \"bob\", \"n\": 1e+16}");
    }

    @Test
    void save_pythonRewroteMetadataMeanwhile_editsWhatPythonWrote() {
        create(Map.of());
        pythonWritesMetadata(id, "{\"user\": \"ada\"}");
        SessionSnapshot here = read(repository());
        pythonWritesMetadata(id, "{\"user\": \"ada\", \"turns\": 7}");
        SessionDelta delta =
                new SessionDelta(Map.of(), Set.of(), Optional.empty(), Map.of("user", json("\"bob\"")), Set.of());
        assertThat(repository().save(here, delta)).isEqualTo(SaveResult.SAVED);
        assertThat(storedMetadata(id)).contains("{\"user\": \"bob\", \"turns\": 7}");
    }

    @Test
    void save_sharedAttributeIntoMetadataThatIsNotJson_leavesTheBytes() {
        pythonWritesMetadata(id, "{'user': 'ada'}");
        SessionDelta delta = new SessionDelta(
                Map.of("a", json("1")), Set.of(), Optional.empty(), Map.of("user", json("\"bob\"")), Set.of());
        assertThat(repository().save(read(repository()), delta)).isEqualTo(SaveResult.SAVED);
        assertThat(storedMetadata(id)).contains("{'user': 'ada'}");
    }

    @Test
    void save_otherInterval_movesEveryExpiryThatWasOurs() {
        create(Map.of());
        repository().save(read(repository()), interval(Duration.ofMinutes(1)));
        assertThat(timesToLive(id).get(0).orElseThrow()).isBetween(Duration.ofSeconds(355), Duration.ofSeconds(360));
        assertThat(timesToLive(id).get(1).orElseThrow()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(60));
        assertThat(read(otherNode()).maxInactiveInterval()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void save_otherInterval_keepsTheLastAccess() {
        create(Map.of());
        for (Duration interval : List.of(Duration.ofHours(2), Duration.ofMinutes(1))) {
            SessionSnapshot read = read(repository());
            Instant accessed = InstantSource.system().instant();
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            assertThat(repository().save(read, interval(interval))).isEqualTo(SaveResult.SAVED);
            assertThat(repository().peek(id).orElseThrow().lastAccessedAt()).isBefore(accessed.plusMillis(250));
        }
    }

    @Test
    void save_shorterInterval_doesNotShortenWhatPythonSet() {
        create(Map.of());
        pythonWritesMetadata(id, "{}");
        repository().save(read(repository()), interval(Duration.ofMinutes(1)));
        assertThat(timesToLive(id).get(1).orElseThrow()).isGreaterThan(Duration.ofHours(23));
    }

    @Test
    void save_intervalOfZeroThenOfOneMinute_isImmortalThenMortal() {
        create(Map.of());
        repository().conversation(id).append(ConversationEntry.builder("q").build());
        repository().save(read(repository()), interval(Duration.ZERO));
        assertThat(timesToLive(id)).containsOnly(Optional.of(Duration.ZERO));
        assertThat(read(otherNode()).maxInactiveInterval()).isEqualTo(Duration.ZERO);
        repository().save(read(repository()), interval(Duration.ofMinutes(1)));
        assertThat(timesToLive(id))
                .allSatisfy(ttl ->
                        assertThat(ttl.orElseThrow()).isBetween(Duration.ofSeconds(55), Duration.ofSeconds(360)));
    }

    @Test
    void find_fieldWithoutAName_staysWhateverTheInterval() {
        create(Map.of("", json("1")), Duration.ZERO);
        for (int i = 0; i < 2; i++) {
            assertThat(field(read(repository()), "")).isEqualTo("1");
            assertThat(repository().touch(id)).isEqualTo(SaveResult.SAVED);
            assertThat(field(read(otherNode()), "")).isEqualTo("1");
        }
        repository().save(read(repository()), interval(Duration.ofMinutes(1)));
        expire(id);
        assertThat(repository().find(id)).isEmpty();
        assertThat(takeExpired())
                .singleElement()
                .satisfies(ended -> assertThat(field(ended, "")).isEqualTo("1"));
    }

    private static SessionDelta interval(Duration interval) {
        return new SessionDelta(Map.of(), Set.of(), Optional.of(interval), Map.of(), Set.of());
    }

    @Test
    void touch_aliveSession_startsItsExpiryAnew() {
        create(Map.of(), Duration.ofMinutes(1));
        assertThat(repository().touch(id)).isEqualTo(SaveResult.SAVED);
        assertThat(timesToLive(id).get(0).orElseThrow()).isGreaterThan(Duration.ofSeconds(358));
    }

    @Test
    void touch_endedSession_isGoneAndStaysAbsent() {
        create(Map.of());
        expire(id);
        assertThat(repository().touch(id)).isEqualTo(SaveResult.GONE);
        repository().delete(id);
        assertThat(repository().touch(id)).isEqualTo(SaveResult.GONE);
        assertNothingLeft();
    }

    @Test
    void append_isReadByPagesInOrder() {
        create(Map.of());
        Conversation conversation = repository().conversation(id);
        for (int i = 0; i < 25; i++) {
            conversation.append(ConversationEntry.builder("q" + i).build());
        }
        Conversation other = otherNode().conversation(id);
        assertThat(other.size()).isEqualTo(25);
        assertThat(questions(other.last(2))).containsExactly("q23", "q24");
        assertThat(questions(other.page(3, 2))).containsExactly("q3", "q4");
        assertThat(questions(other.page(24, 10))).containsExactly("q24");
        assertThat(other.page(25, 10)).isEmpty();
        assertThat(questions(other.stream(10).toList()))
                .containsExactlyElementsOf(
                        IntStream.range(0, 25).mapToObj(i -> "q" + i).toList());
        other.clear();
        assertThat(conversation.size()).isZero();
    }

    private static List<String> questions(List<ConversationEntry> entries) {
        return entries.stream().map(entry -> entry.userQuery().orElseThrow()).toList();
    }

    @Test
    void storedKeys_areThoseThatExistWithTheirTypesAndExpiry() {
        create(Map.of("a", json("1")));
        assertThat(repository().storedKeys(id).describe())
                .extracting(StoredKeys.StoredKey::type)
                .containsExactly("string", "hash");
        repository().conversation(id).append(ConversationEntry.builder("q").build());
        assertThat(repository().storedKeys(id).describe())
                .extracting(StoredKeys.StoredKey::type)
                .containsExactly("string", "list", "hash");
    }
}
