package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.abisession.testing.RespProxy;
import redis.clients.jedis.RedisClient;

/** One candidate of a {@link ConversationExperiment}, on a Redis of its own. For one thread, once. */
final class ConversationRun {
    static final int WARM_UP_ROUNDS = 3;
    /** The time that a request may take before it has failed. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration LONGEST_FILL = Duration.ofSeconds(60);
    /** The time after which a round goes on to the next n, where turns take long. */
    private static final Duration LONGEST_PART = Duration.ofMillis(250);

    private final Candidate candidate;
    private final MeasuredRedis store;
    private final ConversationExperiment.Effort effort;
    private final Progress progress;
    private final ConversationExperiment.Result result;
    private final SortedMap<Long, Talks> talks = new TreeMap<>();
    private final SortedMap<Long, TurnTimes> times = new TreeMap<>();
    private boolean stopped;

    /** Makes the run of a candidate, which adds what it finds to the result. */
    ConversationRun(
            Candidate candidate,
            MeasuredRedis store,
            ConversationExperiment.Effort effort,
            Progress progress,
            ConversationExperiment.Result result) {
        this.candidate = candidate;
        this.store = store;
        this.effort = effort;
        this.progress = progress;
        this.result = result;
    }

    /** Measures conversations of each length, the shortest first. */
    void run(List<Long> sizes) throws Exception {
        try (CandidateProcess nodes = CandidateProcess.start(candidate, store.host(), store.port())) {
            for (long n : sizes) {
                if (!stopped) {
                    fill(nodes, n);
                }
                progress.step(candidate.title() + ", fill");
            }
            if (!stopped) {
                time(nodes);
            }
        }
        if (stopped && times.values().stream().noneMatch(timed -> timed.count() > 0)) {
            // Nodes that have failed are no measure of what they could do before.
            try (CandidateProcess nodes = CandidateProcess.start(candidate, store.host(), store.port())) {
                time(nodes);
            }
        }
        try (RespProxy proxy = RespProxy.inFrontOf(store.uri());
                CandidateProcess nodes = CandidateProcess.start(candidate, proxy.port())) {
            CostMeter meter = new CostMeter(proxy, store.client(), effort.quiet());
            for (long n : sizes) {
                if (talks.containsKey(n)) {
                    count(n, meter, nodes);
                }
                progress.step(candidate.title() + ", count");
            }
        }
    }

    private void fill(CandidateProcess nodes, long n) {
        try (HttpConnection client = new HttpConnection(nodes.node(0), PATIENCE)) {
            Talks filled = Talks.fill(client, n, effort.room(), !candidate.ours(), LONGEST_FILL);
            long nanos = filled.turn(client);
            if (nanos > effort.longestTurn().toNanos()) {
                stop(n, String.format(Locale.ROOT, "a turn took %.1f s", nanos / 1e9));
            } else {
                talks.put(n, filled);
                times.put(n, new TurnTimes());
            }
        } catch (IOException e) {
            stop(n, nodes.describe(e));
        }
    }

    /** Ends the measurement: neither this n nor a greater one is measured. */
    private void stop(long n, String reason) {
        result.stops().add(new ConversationExperiment.Stop(candidate, n, reason));
        talks.tailMap(n).clear();
        stopped = true;
    }

    private void time(CandidateProcess nodes) {
        for (int round = -WARM_UP_ROUNDS; round < effort.rounds(); round++) {
            for (long n : List.copyOf(talks.keySet())) {
                Talks of = talks.get(n);
                if (of != null) {
                    TurnTimes into = Objects.requireNonNull(times.get(n));
                    time(n, of, round < 0 ? new TurnTimes() : into, nodes);
                }
            }
            progress.step(candidate.title() + ", time");
        }
    }

    private void time(long n, Talks of, TurnTimes into, CandidateProcess nodes) {
        RedisClient info = store.client();
        List<Long> nanos = new ArrayList<>();
        try (HttpConnection client = new HttpConnection(nodes.node(0), PATIENCE)) {
            long nodeBefore = nodes.threadNanos();
            long redisBefore = RedisInfo.cpuNanos(info);
            long begun = System.nanoTime();
            while (nanos.isEmpty()
                    || (nanos.size() < effort.turns() && System.nanoTime() - begun < LONGEST_PART.toNanos())) {
                nanos.add(of.turn(client));
            }
            long redisNanos = RedisInfo.cpuNanos(info) - redisBefore;
            into.add(nanos, nodes.threadNanos() - nodeBefore, redisNanos);
        } catch (IOException e) {
            stop(n, nodes.describe(e));
        }
    }

    private void count(long n, CostMeter meter, CandidateProcess nodes) throws Exception {
        Talks of = Objects.requireNonNull(talks.get(n));
        TurnTimes timed = Objects.requireNonNull(times.get(n));
        CostCell cell = new CostCell();
        try (HttpConnection client = new HttpConnection(nodes.node(0), PATIENCE)) {
            of.turn(client); // opens connections, loads scripts
            for (int i = 0; i < effort.counted(); i++) {
                meter.awaitQuiet();
                cell.add(meter.of(() -> of.turn(client)));
            }
            of.check(client);
            result.lines()
                    .add(new ConversationExperiment.Line(
                            candidate,
                            n,
                            cell.usual().orElseThrow(),
                            timed.p50(),
                            timed.redisCpu(),
                            timed.nodeCpu(),
                            timed.count()));
        } catch (IOException e) {
            stop(n, nodes.describe(e));
        }
    }
}
