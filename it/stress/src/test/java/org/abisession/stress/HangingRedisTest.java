package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Redis is stopped by SIGSTOP while 50 threads use their sessions: what each call of the store takes. */
class HangingRedisTest {
    private static final int THREADS = 50;
    private static final String WRONG = "wrong_answer";

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();

    /** A call, with its times by nanoTime. */
    private record Call(long begun, long ended, String outcome) {
        long micros() {
            return TimeUnit.NANOSECONDS.toMicros(ended - begun);
        }
    }

    @Test
    void calls_redisHangs_areBoundedAndWorkAgainAfterIt() throws Exception {
        assumeThat(EmbeddedRedis.isAvailable())
                .as("There is no embedded Redis for this machine")
                .isTrue();
        Run run = Run.begin("hanging redis", WRONG);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (EmbeddedRedis redis = EmbeddedRedis.start()) {
            SessionSettings settings =
                    SessionSettings.builder().adapter("redis-url", redis.uri()).build();
            try (RedisConnections connections = RedisConnections.open(settings)) {
                SessionRepository repository = RedisRepository.open(connections, settings, ended -> {});
                List<Future<?>> workers = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    workers.add(threads.submit(() -> use(run, repository, over)));
                }
                pause(Run.isLong() ? 5_000 : 300);
                long hung = System.nanoTime();
                redis.hang();
                await(call -> call.outcome.equals("not tried"));
                pause(Run.isLong() ? 10_000 : 300);
                redis.goOn();
                long wentOn = System.nanoTime();
                await(call -> call.outcome.equals("answered") && call.ended - wentOn > 0);
                pause(Run.isLong() ? 2_000 : 100);
                over.set(true);
                for (Future<?> worker : workers) {
                    worker.get(1, TimeUnit.MINUTES);
                }
                figures(run, hung, wentOn);
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        run.end();
    }

    private void use(Run run, SessionRepository repository, AtomicBoolean over) {
        SessionId id = SessionId.random();
        logs.secret(id.value());
        boolean made = false;
        while (!over.get()) {
            String outcome;
            long begun = System.nanoTime();
            try {
                if (made) {
                    if (repository.find(id).isEmpty()) {
                        run.count(WRONG, "a session is gone");
                    }
                } else {
                    repository.create(new SessionSnapshot(
                            id,
                            Instant.EPOCH,
                            Instant.EPOCH,
                            Duration.ofHours(1),
                            false,
                            Map.of(),
                            SharedMetadata.NONE));
                    made = true;
                }
                outcome = "answered";
            } catch (SessionStoreUnavailableException e) {
                outcome = String.valueOf(e.getMessage()).contains("was not tried") ? "not tried" : "unanswered";
            }
            calls.add(new Call(begun, System.nanoTime(), outcome));
            pause(20);
        }
    }

    private void await(Predicate<Call> awaited) {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (calls.stream().noneMatch(awaited)) {
            assertThat(System.nanoTime() - until).as("a minute").isNegative();
            pause(10);
        }
    }

    private void figures(Run run, long hung, long wentOn) {
        run.print("calls: " + calls.size());
        run.print("longest call until none was tried any more: " + percentile(100, "unanswered", hung) / 1000 + " ms");
        run.print("calls that were not tried: p50 " + percentile(50, "not tried", hung) + " us, p99 "
                + percentile(99, "not tried", hung) + " us, longest " + percentile(100, "not tried", hung) + " us");
        long first = calls.stream()
                .filter(call -> call.outcome.equals("answered") && call.ended - wentOn > 0)
                .mapToLong(call -> call.ended - wentOn)
                .min()
                .orElse(-1);
        run.print("first answer: " + TimeUnit.NANOSECONDS.toMillis(first) + " ms after Redis went on");
    }

    private long percentile(int percent, String outcome, long from) {
        long[] sorted = calls.stream()
                .filter(call -> call.outcome.equals(outcome) && call.ended - from > 0)
                .mapToLong(Call::micros)
                .sorted()
                .toArray();
        return sorted.length == 0 ? -1 : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
    }

    private static void pause(long millis) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
