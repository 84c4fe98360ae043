package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replies that come late, in part, or not at all: no session gets what is another's, or what nobody has written. */
@Tag("full")
class BrokenRepliesTest {
    private static final String WRONG_SESSION = "reply_to_a_wrong_session";
    private static final String WRONG_VALUE = "wrong_value_accepted";
    private static final String LOST = "lost_without_an_error";
    private static final String TWICE = "stored_twice";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private RespProxy proxy;
    private RedisConnections connections;
    private SessionRepository repository;

    @BeforeEach
    void start() {
        proxy = RespProxy.inFrontOf(REDIS.uri());
    }

    @AfterEach
    void stop() {
        connections.close();
        proxy.close();
    }

    private void open(String poolSize, String commandTimeout) {
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", proxy.uri())
                .adapter("pool-size", poolSize)
                .adapter("command-timeout", commandTimeout)
                .build();
        connections = RedisConnections.open(settings);
        repository = RedisRepository.open(connections, settings, ended -> {});
    }

    private SessionId create(String value) {
        SessionId id = SessionId.random();
        logs.secret(id.value());
        repository.create(new SessionSnapshot(
                id,
                Instant.EPOCH,
                Instant.EPOCH,
                Duration.ofHours(1),
                false,
                Map.of("a", bytes(value)),
                SharedMetadata.NONE));
        return id;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(SessionSnapshot session) {
        return new String(session.fields().getOrDefault("a", new byte[0]), StandardCharsets.UTF_8);
    }

    /** 32 threads with a session each share 4 connections; replies are held back by about the command timeout. */
    @Test
    void replies_heldBackAboutTheTimeoutAndThreadsInterrupted_reachNoOtherSession() throws Exception {
        int threads = 32;
        Run run = Run.begin("late replies", WRONG_SESSION, "error");
        open("4", "20ms");
        AtomicLong left = new AtomicLong(Run.isLong() ? 500_000 : 3_000);
        AtomicLong unanswered = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        Set<Thread> workers = ConcurrentHashMap.newKeySet();
        List<SessionId> ids = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            ids.add(patiently(() -> create("")));
        }
        ExecutorService executor = Executors.newCachedThreadPool();
        try {
            var chaos = executor.submit(() -> chaos(new Random(run.seed()), over, workers));
            List<java.util.concurrent.Future<?>> all = new ArrayList<>();
            for (SessionId id : ids) {
                all.add(executor.submit(() -> {
                    workers.add(Thread.currentThread());
                    long count = 0;
                    while (left.getAndDecrement() > 0) {
                        use(run, id, ids.indexOf(id) + ":" + count++, left, unanswered);
                    }
                    workers.remove(Thread.currentThread());
                }));
            }
            for (var one : all) {
                one.get(30, TimeUnit.MINUTES);
            }
            over.set(true);
            chaos.get();
        } finally {
            over.set(true);
            executor.shutdownNow();
        }
        run.print("operations that got no answer: " + unanswered);
        assertThat(unanswered.get()).as("replies came too late").isPositive();
        run.end();
    }

    private void chaos(Random random, AtomicBoolean over, Set<Thread> workers) {
        while (!over.get()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            // Between 0.8 and 1.2 times the timeout.
            proxy.delayReplies(random.nextInt(30) == 0 ? Duration.ofMillis(16 + random.nextInt(9)) : Duration.ZERO);
            if (random.nextInt(5) == 0) {
                workers.stream()
                        .skip(random.nextInt(Math.max(1, workers.size())))
                        .findFirst()
                        .ifPresent(Thread::interrupt);
            }
        }
        proxy.resume();
    }

    /** Writes a value that names the session and reads it; what was not tried does not count as an operation. */
    private void use(Run run, SessionId id, String value, AtomicLong left, AtomicLong unanswered) {
        String own = value.substring(0, value.indexOf(':') + 1);
        try {
            SessionSnapshot found = repository.find(id).orElse(null);
            if (found == null
                    || !found.id().equals(id)
                    || !(text(found).isEmpty() || text(found).startsWith(own))) {
                run.count(WRONG_SESSION, value + " read " + (found == null ? "nothing" : text(found)));
                return;
            }
            SaveResult saved = repository.save(found, SessionDelta.of(Map.of("a", bytes(value)), Set.of()));
            if (saved != SaveResult.SAVED) {
                run.count(WRONG_SESSION, value + " saved as " + saved);
            }
            if (repository.conversation(id).size() != 0) {
                run.count(WRONG_SESSION, value + " has turns");
            }
        } catch (SessionStoreUnavailableException e) {
            if (String.valueOf(e.getMessage()).contains("was not tried")) {
                left.incrementAndGet();
                boolean unused = Thread.interrupted();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            } else {
                unanswered.incrementAndGet();
            }
        } catch (RuntimeException e) {
            run.count(e instanceof ClassCastException ? WRONG_SESSION : "error", value + ": " + e);
        }
        boolean unused = Thread.interrupted();
    }

    /** The reply is cut after each of its bytes; the next caller must not get the rest. */
    @Test
    void reply_cutAtEveryByte_isNoValue() {
        Run run = Run.begin("cut replies", WRONG_VALUE);
        open("1", "30s");
        SessionId id = create("\"a value of some length\"");
        for (int i = 0; i < 3; i++) {
            repository
                    .conversation(id)
                    .append(ConversationEntry.builder("question " + i).build());
        }
        SessionSnapshot whole = repository.find(id).orElseThrow();
        Map<String, Supplier<Object>> operations = new HashMap<>();
        operations.put("find", () -> fields(repository.find(id).orElseThrow()));
        operations.put("turns", () -> repository.conversation(id).last(10));
        operations.put("size", () -> repository.conversation(id).size());
        operations.put("touch", () -> repository.touch(id));
        operations.put("save", () -> repository.save(whole, SessionDelta.of(whole.fields(), Set.of())));
        operations.put(
                "keys",
                () -> repository.storedKeys(id).describe().stream()
                        .map(key -> key.name() + key.type())
                        .toList());
        int cuts = 0;
        for (Map.Entry<String, Supplier<Object>> operation : operations.entrySet()) {
            Object expected = operation.getValue().get();
            for (int bytes = 0; bytes < 1_000; bytes += Run.isLong() ? 1 : 13) {
                int accepted = proxy.accepted();
                proxy.cutNextReplyAfter(bytes);
                try {
                    Object answer = operation.getValue().get();
                    if (!answer.equals(expected)) {
                        run.count(WRONG_VALUE, operation.getKey() + " cut after " + bytes + ": " + answer);
                    }
                } catch (SessionStoreUnavailableException e) {
                    // No answer is a right answer.
                }
                proxy.cutNextReplyAfter(-1);
                Object next = patiently(operation.getValue());
                if (!next.equals(expected)) {
                    run.count(WRONG_VALUE, operation.getKey() + " after one that was cut after " + bytes + ": " + next);
                }
                assertThat(proxy.accepted()).as("the connection was given up").isGreaterThan(accepted);
                cuts++;
            }
        }
        run.print("replies cut: " + cuts);
        run.end();
    }

    private static Map<String, String> fields(SessionSnapshot session) {
        Map<String, String> texts = new HashMap<>();
        session.fields().forEach((field, value) -> texts.put(field, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }

    /** Redis runs the append, and the connection breaks before its reply. */
    @Test
    void append_connectionBrokenBeforeItsReply_isAnErrorOrStoredOnce() {
        Run run = Run.begin("cut appends", LOST, TWICE);
        open("4", "30s");
        SessionId id = create("");
        int appends = Run.isLong() ? 2_000 : 100;
        boolean[] acknowledged = new boolean[appends];
        Random random = new Random(run.seed());
        for (int i = 0; i < appends; i++) {
            boolean cut = random.nextInt(4) > 0;
            if (cut) {
                proxy.cutAtNextReply();
            }
            try {
                repository
                        .conversation(id)
                        .append(ConversationEntry.builder("turn " + i).build());
                acknowledged[i] = true;
            } catch (SessionStoreUnavailableException e) {
                // Said.
            }
            patiently(() -> repository.find(id));
        }
        int[] stored = new int[appends];
        proxy.resume();
        repository.conversation(id).stream(100)
                .forEach(turn ->
                        stored[Integer.parseInt(turn.userQuery().orElseThrow().substring("turn ".length()))]++);
        int unsure = 0;
        for (int i = 0; i < appends; i++) {
            if (acknowledged[i] && stored[i] == 0) {
                run.count(LOST, "turn " + i);
            }
            if (stored[i] > 1) {
                run.count(TWICE, "turn " + i);
            }
            unsure += acknowledged[i] ? 0 : 1;
        }
        run.print("appends " + appends + ", of which " + unsure + " failed, and "
                + Arrays.stream(stored).sum() + " stored");
        assertThat(unsure).isPositive();
        run.end();
    }

    /** Until Redis is asked again. */
    private static <T> T patiently(Supplier<T> operation) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (true) {
            try {
                return operation.get();
            } catch (SessionStoreUnavailableException e) {
                if (System.nanoTime() - until > 0) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }
}
