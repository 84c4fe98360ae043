package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.SetParams;

/** The end of sessions with plain names on a cluster: in races, by sweeps, and where a node died on the way. */
@Tag("full")
class ClusterEndTest {
    private static final int ROUNDS = Integer.getInteger("rounds", 400);
    private static Nodes nodes;
    private static StoreView store;
    private static ExecutorService threads;

    private final List<SessionSnapshot> told = Collections.synchronizedList(new ArrayList<>());
    private SessionRepository repository;
    private SessionRepository otherNode;

    @BeforeAll
    static void start() {
        SessionSettings settings = SharedCluster.settings(SharedCluster.get())
                .adapter("command-timeout", "5s")
                .adapter("app", "ends")
                .build();
        nodes = Nodes.open(settings);
        store = new StoreView(nodes.client(), false, ":ends");
        threads = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void stop() {
        if (nodes != null) {
            threads.shutdownNow();
            nodes.close();
        }
    }

    @BeforeEach
    void open() {
        repository = nodes.repository(told::add);
        otherNode = nodes.otherNode();
    }

    @AfterEach
    void freeTheLock() {
        nodes.client().del("abi-session:sweeper:ends");
    }

    private static <A, B> Object[] race(Callable<A> one, Callable<B> other) throws Exception {
        Future<A> first = threads.submit(one);
        Future<B> second = threads.submit(other);
        return new Object[] {first.get(), second.get()};
    }

    private void assertNothingLeft(SessionId id) {
        assertThat(store.timesToLive(id)).containsOnly(Optional.empty());
    }

    private static boolean append(Conversation conversation, String question) {
        try {
            conversation.append(ConversationEntry.builder(question).build());
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }

    @Test
    void append_racesWithLogout_leavesNoKey() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = Sessions.create(repository);
            race(() -> append(otherNode.conversation(id), "q"), () -> repository.delete(id));
            assertNothingLeft(id);
        }
    }

    @Test
    void save_ofAdoptedSessionRacesWithLogout_leavesNoKey() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = SessionId.random();
            store.pythonWritesMetadata(id, "{}");
            SessionSnapshot read = otherNode.find(id).orElseThrow();
            SessionDelta delta = SessionDelta.of(Map.of("a", "1".getBytes(UTF_8)), Set.of());
            race(() -> otherNode.save(read, delta), () -> repository.delete(id));
            assertNothingLeft(id);
        }
    }

    @Test
    void end_twoNodesAndFindersAtOnce_oneGetsIt() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = Sessions.create(repository);
            Object[] ends = race(() -> repository.end(id).isPresent(), () -> {
                otherNode.find(id);
                return otherNode.end(id).isPresent();
            });
            assertThat(ends).containsOnlyOnce(true);
            assertNothingLeft(id);
        }
        assertThat(told).isEmpty();
    }

    @Test
    void find_racesWithLogout_isTheSessionOrNone() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = Sessions.create(repository);
            List<Boolean> adopted = Collections.synchronizedList(new ArrayList<>());
            race(
                    () -> {
                        otherNode.find(id).ifPresent(session -> adopted.add(session.adopted()));
                        return true;
                    },
                    () -> repository.delete(id));
            assertThat(adopted).doesNotContain(true);
            assertNothingLeft(id);
        }
    }

    @Test
    void changeId_adoptedSessionRacesWithLogout_isUnderTheNewIdOrGone() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = SessionId.random();
            SessionId renewed = SessionId.random();
            store.pythonWritesMetadata(id, "{}");
            Object[] results = race(() -> otherNode.changeId(id, renewed), () -> repository.delete(id));
            assertNothingLeft(id);
            assertThat(results[0].equals(SaveResult.SAVED)).isNotEqualTo(results[1]);
            assertThat(repository.find(renewed).isPresent()).isEqualTo(results[0].equals(SaveResult.SAVED));
            repository.delete(renewed);
        }
    }

    @Test
    void changeId_racesWithSaveAndAppend_whatWasAcknowledgedIsUnderTheNewId() throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            SessionId id = Sessions.create(repository);
            SessionId renewed = SessionId.random();
            SessionSnapshot read = otherNode.find(id).orElseThrow();
            SessionDelta delta = new SessionDelta(
                    Map.of("a", "1".getBytes(UTF_8)),
                    Set.of(),
                    Optional.empty(),
                    Map.of("user", "\"ada\"".getBytes(UTF_8)),
                    Set.of());
            boolean appends = i % 2 == 0;
            Object[] results = race(
                    () -> appends
                            ? append(otherNode.conversation(id), "q")
                            : otherNode.save(read, delta) == SaveResult.SAVED,
                    () -> repository.changeId(id, renewed));
            assertThat(results[1]).isEqualTo(SaveResult.SAVED);
            assertNothingLeft(id);
            SessionSnapshot moved = otherNode.find(renewed).orElseThrow();
            if (appends) {
                assertThat(otherNode.conversation(renewed).size()).isEqualTo(results[0].equals(true) ? 1 : 0);
            } else if (results[0].equals(true)) {
                assertThat(moved.fields()).containsKey("a");
                assertThat(new String(StoredMetadata.bytes(moved), UTF_8)).contains("\"ada\"");
            }
            assertThat(store.timesToLive(renewed)).doesNotContain(Optional.of(Duration.ZERO));
            repository.delete(renewed);
        }
    }

    /** Leaves a session as a node does that dies in a change of the id, right after the first step. */
    private SessionId halfMoved(String markedUntil) {
        SessionId id = Sessions.create(repository);
        append(repository.conversation(id), "q");
        nodes.client().hset(store.key(id, "attributes"), "@ended", markedUntil);
        return id;
    }

    @Test
    void changeId_nodeDiedInBetween_oldIdIsDead() {
        SessionId id = Sessions.create(repository);
        SessionSnapshot read = repository.find(id).orElseThrow();
        nodes.client().hset(store.key(id, "attributes"), "@ended", Long.toString(Long.MAX_VALUE / 1024));
        assertThat(otherNode.find(id)).isEmpty();
        assertThat(otherNode.touch(id)).isEqualTo(SaveResult.GONE);
        SessionDelta delta = SessionDelta.of(Map.of("a", "1".getBytes(UTF_8)), Set.of());
        assertThat(otherNode.save(read, delta)).isEqualTo(SaveResult.GONE);
        assertThat(append(otherNode.conversation(id), "q")).isFalse();
        assertThat(otherNode.changeId(id, SessionId.random())).isEqualTo(SaveResult.GONE);
        assertThat(otherNode.end(id)).isEmpty();
        nodes.client().del(store.key(id, "attributes"), store.key(id, "metadata"), store.key(id, "conversation"));
    }

    @Test
    void find_nodeDiedInAMoveLongAgo_isEmptyTellsTheListenerOnceAndLeavesNothing() {
        SessionId id = halfMoved("1");
        assertThat(repository.find(id)).isEmpty();
        assertThat(repository.find(id)).isEmpty();
        assertThat(told).extracting(SessionSnapshot::id).containsExactly(id);
        assertThat(told.get(0).fields()).doesNotContainKey("@ended");
        assertNothingLeft(id);
    }

    @Test
    void sweep_sessionsOfDeadNodesOnAllPrimaries_claimsEachOnceWithItsFields() {
        List<SessionId> over = new ArrayList<>();
        List<SessionId> alive = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            SessionId id = Sessions.create(repository);
            if (i % 2 == 0) {
                store.expire(id);
                over.add(id);
            } else {
                alive.add(id);
            }
        }
        over.add(halfMoved("1"));
        SessionId beingMade = Sessions.create(repository);
        nodes.client().del(store.key(beingMade, "metadata"));
        SessionId beingMadeWithAnEnd = createWithAnEnd();
        nodes.client().del(store.key(beingMadeWithAnEnd, "metadata"));
        new ExpiredSessionSweeper(nodes.one(), repository, nodes.settings(), told::add).sweep();
        freeTheLock();
        new ExpiredSessionSweeper(nodes.other(), otherNode, nodes.settings(), told::add).sweep();
        assertThat(told).extracting(SessionSnapshot::id).containsExactlyInAnyOrderElementsOf(over);
        assertThat(told).allSatisfy(session -> assertThat(session.fields()).containsKey("@created_at"));
        over.forEach(this::assertNothingLeft);
        assertThat(alive).allSatisfy(id -> assertThat(repository.find(id)).isPresent());
        alive.forEach(repository::delete);
        assertThat(repository.find(beingMade)).isEmpty();
    }

    /** A session that ends in an hour, long before its interval is over, so that its expiry shows no last access. */
    private SessionId createWithAnEnd() {
        SessionId id = SessionId.random();
        Instant now = Instant.now();
        byte[] end = SessionKeys.bytes(Long.toString(now.plusSeconds(3600).toEpochMilli()));
        repository.create(new SessionSnapshot(
                id, now, now, Duration.ofHours(24), false, Map.of("@ends_at", end), StoredMetadata.of("{}")));
        return id;
    }

    @Test
    void end_byATool_sessionIsDeadAndANodeTellsItsListeners() {
        SessionBrowser browser = new SessionBrowser(nodes.other(), nodes.settings());
        SessionId id = Sessions.create(repository);
        append(repository.conversation(id), "q");
        assertThat(browser.end(id)).isEqualTo(SessionBrowser.Ended.LEFT_FOR_A_NODE);
        assertThat(store.timesToLive(id).subList(1, 3)).containsOnly(Optional.empty());
        assertThat(repository.find(id)).isEmpty();
        assertThat(told).extracting(SessionSnapshot::id).containsExactly(id);
        assertNothingLeft(id);
        assertThat(browser.end(id)).isEqualTo(SessionBrowser.Ended.NO_SESSION);
        SessionId ofPython = SessionId.random();
        store.pythonWritesMetadata(ofPython, "{}");
        assertThat(browser.end(ofPython)).isEqualTo(SessionBrowser.Ended.NOBODY_TO_TELL);
        assertNothingLeft(ofPython);
    }

    @Test
    void find_pythonSetALongerExpiryThanAGuessThatWasWrong_isNotShortened() {
        SessionId id = SessionId.random();
        repository.create(Sessions.snapshot(id, Duration.ofMinutes(1)));
        nodes.client()
                .set(
                        store.key(id, "metadata"),
                        "{}",
                        SetParams.setParams().ex(Duration.ofHours(2).toSeconds()));
        assertThat(otherNode.find(id)).isPresent(); // guesses 24 hours
        assertThat(store.timesToLive(id).get(1).orElseThrow())
                .isBetween(Duration.ofMinutes(110), Duration.ofMinutes(120));
        repository.delete(id);
    }

    @Test
    void find_shorterAndLongerIntervalThanUsual_everyKeyFollowsTheSessionsOwn() {
        for (Duration interval : List.of(Duration.ofMinutes(1), Duration.ofDays(7))) {
            SessionId id = SessionId.random();
            repository.create(Sessions.snapshot(id, interval));
            append(repository.conversation(id), "q");
            for (int i = 0; i < 2; i++) {
                assertThat(otherNode.find(id).orElseThrow().maxInactiveInterval())
                        .isEqualTo(interval);
                assertThat(store.timesToLive(id).subList(1, 3))
                        .allSatisfy(
                                ttl -> assertThat(ttl.orElseThrow()).isBetween(interval.minusSeconds(50), interval));
            }
            repository.delete(id);
        }
    }

    @Test
    void find_timeIsOver_doesNotLengthenWhatIsLeft() {
        SessionId id = Sessions.create(repository);
        append(repository.conversation(id), "q");
        nodes.client().pexpire(store.key(id, "attributes"), 200_000);
        nodes.client().pexpire(store.key(id, "metadata"), 500);
        nodes.client().pexpire(store.key(id, "conversation"), 500);
        assertThat(repository.find(id)).isEmpty();
        assertNothingLeft(id);
        assertThat(told).hasSize(1);
    }

    @Test
    void changeId_valuesOfOtherTypes_moveAsTheyAre() {
        SessionId id = Sessions.create(repository);
        SessionId renewed = SessionId.random();
        nodes.client().del(store.key(id, "metadata"));
        nodes.client().hset(store.key(id, "metadata"), "a", "1");
        nodes.client().expire(store.key(id, "metadata"), 1000);
        nodes.client()
                .set(store.key(id, "conversation"), "x", SetParams.setParams().ex(1000));
        assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertNothingLeft(id);
        assertThat(nodes.client().hget(store.key(renewed, "metadata"), "a")).isEqualTo("1");
        assertThat(nodes.client().get(store.key(renewed, "conversation"))).isEqualTo("x");
        repository.delete(renewed);
    }

    @Test
    void changeId_longConversation_keepsEveryTurnInOrder() {
        SessionId id = Sessions.create(repository);
        SessionId renewed = SessionId.random();
        String[] turns = new String[1000];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = "{\"user_query\": \"q" + i + "\"}";
        }
        nodes.client().rpush(store.key(id, "conversation"), turns);
        nodes.client().expire(store.key(id, "conversation"), 1000);
        assertThat(repository.changeId(id, renewed)).isEqualTo(SaveResult.SAVED);
        assertThat(nodes.client().lrange(store.key(renewed, "conversation"), 0, -1))
                .containsExactly(turns);
        assertThat(store.timesToLive(renewed).get(2).orElseThrow()).isGreaterThan(Duration.ofMinutes(15));
        repository.delete(renewed);
        assertThatThrownBy(() -> otherNode
                        .conversation(id)
                        .append(ConversationEntry.builder("q").build()))
                .isInstanceOf(IllegalStateException.class);
    }
}
