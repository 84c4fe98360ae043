package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import redis.clients.jedis.RedisClient;

/**
 * Latency and throughput over HTTP for sessions of 4 KB in 10 attributes. All candidates run all the time, on one Redis;
 * in each round each has its turn, and so has a raw PING: what disturbs the machine disturbs all of them.
 */
final class LoadExperiment {
    private final Supplier<MeasuredRedis> redis;
    private final int rounds;
    private final int requests;
    private final Progress progress;

    /** What is asked for: with its answer. */
    enum Ask {
        READ("/read", "1"),
        CHANGE("/change?value=1", "changed");

        final String path;
        final String answer;

        Ask(String path, String answer) {
            this.path = path;
            this.answer = answer;
        }
    }

    /**
     * A line of the result; of each figure the median of the rounds.
     *
     * @param p50 microseconds, as p99 and p999
     * @param perSecond requests
     * @param nodeCpu microseconds of processor time that the node's process used for a request
     * @param redisCpu the same of Redis
     */
    record Line(
            int clients,
            String ask,
            String candidate,
            double p50,
            double p99,
            double p999,
            double perSecond,
            double nodeCpu,
            double redisCpu) {}

    LoadExperiment(Supplier<MeasuredRedis> redis, int rounds, int requests, Progress progress) {
        this.redis = redis;
        this.rounds = rounds;
        this.requests = requests;
        this.progress = progress;
    }

    /** How many steps the progress gets. */
    static long steps(int candidates, int settings, int rounds) {
        return (long) candidates * (1 + (long) settings * (rounds + 1));
    }

    /** Lines by number of clients, then by what is asked, then by candidate; PING comes first. */
    List<Line> run(List<Candidate> candidates, List<Integer> clients) throws Exception {
        Map<Candidate, CandidateProcess> nodes = new EnumMap<>(Candidate.class);
        try (MeasuredRedis store = redis.get()) {
            try {
                for (Candidate candidate : candidates) {
                    nodes.put(candidate, CandidateProcess.start(candidate, store.host(), store.port()));
                    progress.step("starting " + candidate.title());
                }
                List<Line> lines = new ArrayList<>();
                for (int count : clients) {
                    lines.addAll(run(nodes, count, store.client()));
                }
                return lines;
            } finally {
                for (CandidateProcess node : nodes.values()) {
                    node.close();
                }
            }
        }
    }

    private List<Line> run(Map<Candidate, CandidateProcess> nodes, int clients, RedisClient ping) throws Exception {
        Map<Candidate, Load> loads = new EnumMap<>(Candidate.class);
        try {
            for (Map.Entry<Candidate, CandidateProcess> node : nodes.entrySet()) {
                loads.put(node.getKey(), new Load(node.getValue().node(0), clients, 10, 4000));
            }
            List<Line> lines = new ArrayList<>();
            for (Ask ask : Ask.values()) {
                Map<String, List<Round>> results = new LinkedHashMap<>();
                for (int round = 0; round <= rounds; round++) { // the first one warms up
                    keep(results, "PING", round, pings(ping));
                    for (Map.Entry<Candidate, Load> load : loads.entrySet()) {
                        String title = load.getKey().title();
                        CandidateProcess node = Objects.requireNonNull(nodes.get(load.getKey()));
                        keep(results, title, round, measured(load.getValue(), ask, node, ping));
                        progress.step(clients + " clients, " + ask.path.substring(1));
                    }
                }
                results.forEach((title, of) -> lines.add(line(clients, ask, title, of)));
            }
            return lines;
        } finally {
            for (Load load : loads.values()) {
                load.close();
            }
        }
    }

    private Round measured(Load load, Ask ask, CandidateProcess node, RedisClient info) throws Exception {
        long nodeBefore = node.cpuNanos();
        long redisBefore = RedisInfo.cpuNanos(info);
        Round round = load.run(ask.path, ask.answer, requests);
        return round.withCpu(node.cpuNanos() - nodeBefore, RedisInfo.cpuNanos(info) - redisBefore);
    }

    private static void keep(Map<String, List<Round>> results, String title, int round, Round result) {
        List<Round> kept = Objects.requireNonNull(results.computeIfAbsent(title, key -> new ArrayList<>()));
        if (round > 0) {
            kept.add(result);
        }
    }

    private Round pings(RedisClient client) {
        long[] nanos = new long[requests];
        long first = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long begun = System.nanoTime();
            client.ping();
            nanos[i] = System.nanoTime() - begun;
        }
        long elapsed = System.nanoTime() - first;
        return new Round(nanos, elapsed);
    }

    private static Line line(int clients, Ask ask, String title, List<Round> rounds) {
        return new Line(
                clients,
                ask.path,
                title,
                median(rounds, round -> round.quantile(0.5)),
                median(rounds, round -> round.quantile(0.99)),
                median(rounds, round -> round.quantile(0.999)),
                median(rounds, Round::perSecond),
                median(rounds, Round::nodeCpu),
                median(rounds, Round::redisCpu));
    }

    private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
        double[] figures = rounds.stream().mapToDouble(figure).sorted().toArray();
        return figures[figures.length / 2];
    }
}
