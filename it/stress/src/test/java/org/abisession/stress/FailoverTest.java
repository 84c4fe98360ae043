package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.EmbeddedSentinel;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.Jedis;

/**
 * Primaries that are killed under Sentinel, with each write confirmed by the replica: {@code durability=wait(1,100ms)}.
 */
@Tag("full")
class FailoverTest {
    private static final int WRITERS = 4;
    private static final Duration LONGEST = Duration.ofMinutes(2);

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private SessionRepository repository;

    /** One session and what of it was acknowledged: the highest value of its attribute, and its turns. */
    private record Written(SessionId id, AtomicLong value, Set<Long> turns) {
        Written() {
            this(SessionId.random(), new AtomicLong(-1), new HashSet<>());
        }
    }

    @Test
    void kill_ofThePrimaryWithDurability_losesNothingAcknowledged() throws Exception {
        assumeThat(EmbeddedRedis.isAvailable()).isTrue();
        int kills = Run.isLong() ? 20 : 1;
        Run run = Run.begin("failover", Run.LOST_UPDATE, "error");
        List<String> ready = new ArrayList<>();
        long acknowledged = 0;
        try (EmbeddedSentinel sentinel = EmbeddedSentinel.start()) {
            SessionSettings settings = SessionSettings.builder()
                    .adapter("redis-url", sentinel.uri())
                    .adapter("durability", "wait(1,100ms)")
                    .build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                repository = RedisRepository.open(connections, settings, ended -> {});
                for (int kill = 0; kill < kills; kill++) {
                    List<Written> all = new ArrayList<>();
                    for (int i = 0; i < WRITERS; i++) {
                        all.add(create());
                    }
                    ready.add(killWhileTheyWrite(run, sentinel, all));
                    for (Written one : all) {
                        check(run, one);
                        acknowledged += one.value.get() + 1 + one.turns.size();
                    }
                    run.print(kill + 1 + " of " + kills + " primaries killed");
                }
            }
        }
        run.print(acknowledged + " writes acknowledged; until the sentinels had chosen, and until all was well, ms: "
                + ready + ", with down-after-milliseconds 1000");
        run.end();
    }

    private Written create() {
        Written made = new Written();
        logs.secret(made.id.value());
        await().atMost(LONGEST).ignoreExceptions().until(() -> {
            repository.create(new SessionSnapshot(
                    made.id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), SharedMetadata.NONE));
            return true;
        });
        return made;
    }

    /**
     * Returns how long nothing could be read, in milliseconds: until the sentinels named another primary, and from then
     * on.
     */
    private String killWhileTheyWrite(Run run, EmbeddedSentinel sentinel, List<Written> all) throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService executor = Executors.newFixedThreadPool(WRITERS);
        try {
            List<Future<?>> writers = new ArrayList<>();
            for (Written one : all) {
                writers.add(executor.submit(() -> write(run, one, over)));
            }
            awaitMore(all, 20);
            EmbeddedRedis first = sentinel.primary();
            first.kill();
            long killed = System.nanoTime();
            await().atMost(LONGEST).pollInterval(Duration.ofMillis(10)).until(() -> sentinel.primary() != first);
            long elected = millisSince(killed);
            await().atMost(LONGEST)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptions()
                    .until(() -> repository.find(all.get(0).id).isPresent());
            String ready = elected + "+" + (millisSince(killed) - elected);
            first.restart();
            try (Jedis jedis = new Jedis("127.0.0.1", first.port())) {
                jedis.replicaof("127.0.0.1", sentinel.primary().port());
            }
            awaitMore(all, 20);
            over.set(true);
            for (Future<?> writer : writers) {
                writer.get(1, TimeUnit.MINUTES);
            }
            sentinel.awaitReplication();
            return ready;
        } finally {
            over.set(true);
            executor.shutdown();
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    /** Waits until each has some more acknowledged. */
    private static void awaitMore(List<Written> all, int more) {
        List<Long> before = all.stream().map(one -> one.value.get()).toList();
        await().atMost(LONGEST).until(() -> {
            for (int i = 0; i < before.size(); i++) {
                if (all.get(i).value.get() < before.get(i) + more) {
                    return false;
                }
            }
            return true;
        });
    }

    private void write(Run run, Written one, AtomicBoolean over) {
        SessionSnapshot read = new SessionSnapshot(
                one.id, Instant.EPOCH, Instant.EPOCH, Duration.ofHours(1), false, Map.of(), SharedMetadata.NONE);
        for (long n = 0; !over.get(); n++) {
            try {
                SessionDelta delta = new SessionDelta(
                        Map.of("n", bytes(Long.toString(n))), Set.of(), Optional.empty(), Map.of(), Set.of());
                if (repository.save(read, delta) == SaveResult.SAVED) {
                    one.value.set(n);
                } else {
                    run.count("error", "a session is gone");
                    return;
                }
                repository
                        .conversation(one.id)
                        .append(ConversationEntry.builder(Long.toString(n)).build());
                one.turns.add(n);
            } catch (SessionStoreException e) {
                Run.pause(new java.util.Random(n), 20_000); // not acknowledged
            }
        }
    }

    private void check(Run run, Written one) {
        SessionSnapshot found = repository.find(one.id).orElse(null);
        if (found == null) {
            run.count(Run.LOST_UPDATE, "a whole session");
            return;
        }
        long stored = Long.parseLong(new String(found.fields().getOrDefault("n", bytes("-1")), StandardCharsets.UTF_8));
        if (stored < one.value.get()) {
            run.count(Run.LOST_UPDATE, "value " + one.value + ", found " + stored);
        }
        Set<Long> turns = new HashSet<>();
        repository
                .conversation(one.id)
                .last(Integer.MAX_VALUE)
                .forEach(entry -> entry.userQuery().map(Long::valueOf).ifPresent(turns::add));
        one.turns.stream()
                .filter(turn -> !turns.contains(turn))
                .forEach(turn -> run.count(Run.LOST_UPDATE, "turn " + turn));
        assertThat(turns).isNotEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
