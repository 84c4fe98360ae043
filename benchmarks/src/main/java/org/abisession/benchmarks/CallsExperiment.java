package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.abisession.benchmarks.server.AbiStoreCalls;
import org.abisession.benchmarks.server.StoreLoop;

/** Reads and changes sessions of 4 KB in ten attributes through the store, in threads that wait for nothing else. */
final class CallsExperiment {
    /** The operations that are measured. */
    static final List<String> OPERATIONS = List.of("read", "change");

    private static final int SESSIONS = 64;

    private final Supplier<MeasuredRedis> redis;
    private final List<Integer> threads;
    private final Duration time;
    private final int rounds;
    private final Progress progress;

    /**
     * Describes what was measured in one time: microseconds of a call and of Redis' processor for it, the commands that
     * Redis ran for it, those of scripts included, and how often it read from a socket for it.
     */
    record Line(String operation, int threads, double micros, double cpuMicros, double commands, double reads) {}

    private record Cell(String operation, int threads) {}

    CallsExperiment(
            Supplier<MeasuredRedis> redis, List<Integer> threads, Duration time, int rounds, Progress progress) {
        this.redis = redis;
        this.threads = threads;
        this.time = time;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(int threads, int rounds) {
        return (rounds + 1L) * OPERATIONS.size() * threads;
    }

    /** Returns the medians of the rounds; one round more warms up. */
    List<Line> run() throws Exception {
        try (MeasuredRedis measured = redis.get();
                AbiStoreCalls store = new AbiStoreCalls(measured.uri(), "off")) {
            for (int i = 0; i < SESSIONS; i++) {
                store.create();
            }
            StoreLoop loop = new StoreLoop(store, SESSIONS, 1);
            Map<Cell, List<Line>> all = new LinkedHashMap<>();
            for (int round = 0; round <= rounds; round++) {
                for (String operation : OPERATIONS) {
                    for (int count : threads) {
                        Line line = measure(measured, loop, operation, count);
                        if (round > 0) {
                            all.computeIfAbsent(new Cell(operation, count), cell -> new ArrayList<>())
                                    .add(line);
                        }
                        progress.step(operation + ", " + count);
                    }
                }
            }
            return all.values().stream().map(CallsExperiment::median).toList();
        }
    }

    private Line measure(MeasuredRedis measured, StoreLoop loop, String operation, int count) throws Exception {
        RedisMeter meter = new RedisMeter(measured.client());
        StoreLoop.Result result = loop.run(operation.equals("change"), count, time);
        RedisMeter.Work work = meter.work().forEach(result.calls());
        return new Line(
                operation, count, count * 1e6 / result.perSecond(), work.cpuMicros(), work.commands(), work.reads());
    }

    private static Line median(List<Line> lines) {
        return new Line(
                lines.get(0).operation(),
                lines.get(0).threads(),
                Medians.of(lines, Line::micros),
                Medians.of(lines, Line::cpuMicros),
                Medians.of(lines, Line::commands),
                Medians.of(lines, Line::reads));
    }
}
