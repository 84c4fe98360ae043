package org.abisession.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisRepository;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;

/** Reads and changes sessions of 4 KB in ten attributes through the store, in threads that wait for nothing else. */
final class CallsExperiment {
    private static final int SESSIONS = 64;
    private static final int ATTRIBUTES = 10;
    private static final int LENGTH = 400;
    private static final String PATIENCE = "30s";

    private final Supplier<MeasuredRedis> redis;
    private final List<Integer> threads;
    private final Duration time;
    private final int rounds;

    /**
     * What was measured in one time: microseconds of a call and of Redis' processor for it, the commands that Redis ran
     * for it, those of scripts included, and how often it read from a socket for it.
     */
    record Line(String operation, int threads, double micros, double cpuMicros, double commands, double reads) {}

    private record Cell(String operation, int threads) {}

    CallsExperiment(Supplier<MeasuredRedis> redis, List<Integer> threads, Duration time, int rounds) {
        this.redis = redis;
        this.threads = threads;
        this.time = time;
        this.rounds = rounds;
    }

    /** Returns the medians of the rounds; one round more warms up. */
    List<Line> run() throws Exception {
        try (MeasuredRedis measured = redis.get();
                RedisConnections connections = RedisConnections.open(settings(measured))) {
            SessionRepository store = RedisRepository.open(connections, settings(measured), ended -> {});
            List<SessionId> ids = new ArrayList<>();
            for (int i = 0; i < SESSIONS; i++) {
                ids.add(create(store));
            }
            Map<Cell, List<Line>> all = new LinkedHashMap<>();
            for (int round = 0; round <= rounds; round++) {
                for (String operation : List.of("read", "change")) {
                    for (int count : threads) {
                        Line line = measure(measured, store, ids, operation, count);
                        if (round > 0) {
                            all.computeIfAbsent(new Cell(operation, count), cell -> new ArrayList<>())
                                    .add(line);
                        }
                    }
                }
            }
            return all.values().stream().map(CallsExperiment::median).toList();
        }
    }

    private static SessionSettings settings(MeasuredRedis redis) {
        return SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("command-timeout", PATIENCE)
                .build();
    }

    private static SessionId create(SessionRepository store) {
        Map<String, byte[]> fields = new HashMap<>();
        for (int i = 0; i < ATTRIBUTES; i++) {
            fields.put("attribute" + i, ("\"" + "x".repeat(LENGTH) + "\"").getBytes(StandardCharsets.US_ASCII));
        }
        SessionId id = SessionId.random();
        store.create(new SessionSnapshot(
                id, Instant.EPOCH, Instant.EPOCH, Duration.ofMinutes(30), false, fields, SharedMetadata.NONE));
        return id;
    }

    private Line measure(
            MeasuredRedis measured, SessionRepository store, List<SessionId> ids, String operation, int count)
            throws Exception {
        long cpu = RedisInfo.cpuNanos(measured.client());
        long reads = RedisInfo.reads(measured.client());
        Map<String, Long> executed = RedisInfo.executed(measured.client());
        long begun = System.nanoTime();
        long calls = callAll(store, ids, operation.equals("change"), count, begun + time.toNanos());
        double took = System.nanoTime() - begun;
        double commands = RedisInfo.executedSince(executed, measured.client()).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return new Line(
                operation,
                count,
                took * count / calls / 1000,
                (RedisInfo.cpuNanos(measured.client()) - cpu) / 1000.0 / calls,
                commands / calls,
                (RedisInfo.reads(measured.client()) - reads) / (double) calls);
    }

    private static long callAll(SessionRepository store, List<SessionId> ids, boolean change, int count, long end)
            throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(count);
        try {
            List<Future<Long>> running = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int first = i;
                running.add(executor.submit(() -> callUntil(store, ids, change, first, end)));
            }
            long calls = 0;
            for (Future<Long> one : running) {
                calls += one.get();
            }
            return calls;
        } finally {
            executor.shutdownNow();
        }
    }

    private static long callUntil(SessionRepository store, List<SessionId> ids, boolean change, int first, long end) {
        long calls = 0;
        while (calls == 0 || System.nanoTime() < end) {
            SessionId id = ids.get((int) ((first * 4L + calls % 4) % SESSIONS));
            SessionSnapshot read = store.find(id).orElseThrow();
            if (change) {
                byte[] json = Long.toString(calls).getBytes(StandardCharsets.US_ASCII);
                store.save(read, SessionDelta.of(Map.of("counter", json), Set.of()));
            }
            calls++;
        }
        return calls;
    }

    private static Line median(List<Line> lines) {
        return new Line(
                lines.get(0).operation(),
                lines.get(0).threads(),
                Medians.of(lines.stream().map(Line::micros).toList()),
                Medians.of(lines.stream().map(Line::cpuMicros).toList()),
                Medians.of(lines.stream().map(Line::commands).toList()),
                Medians.of(lines.stream().map(Line::reads).toList()));
    }
}
