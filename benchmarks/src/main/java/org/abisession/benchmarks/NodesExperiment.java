package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.abisession.benchmarks.server.StoreLoop;
import org.abisession.benchmarks.server.StoreNode;

/**
 * Measures how many reads and changes of sessions one Redis carries. A node is a process that calls a store as the
 * manager or the filter of a container does, in threads that wait for nothing else; each session stays on its node. In
 * each round each candidate has its turn.
 */
final class NodesExperiment {
    private final Supplier<MeasuredRedis> redis;
    private final Effort effort;
    private final Progress progress;

    /**
     * Describes how much is measured.
     *
     * @param nodes how many, one number after the other
     * @param sessions of all nodes together, for each candidate
     * @param threads of each node
     * @param burst how many calls of a session come one after the other
     * @param warmUp how long each candidate is called for each operation before anything is measured
     * @param time of a candidate's turn in a round
     * @param rounds after one that is not measured
     */
    record Effort(
            List<Integer> nodes, int sessions, int threads, int burst, Duration warmUp, Duration time, int rounds) {
        /** Returns how many steps the progress gets. */
        long steps(int candidates) {
            return (long) candidates * nodes.size() * (1 + (rounds + 2L) * CallsExperiment.OPERATIONS.size());
        }
    }

    /**
     * Holds what so many nodes have reached, medians of the rounds.
     *
     * @param perSecond calls that were answered
     * @param core the part of one processor that Redis used
     * @param cpuMicros Redis' processor time for a call
     * @param carried calls that take Redis a second of processor time: what one core carries at the least, since more
     *     calls at the same time take less for each
     * @param commands that Redis ran for a call, those of scripts included
     * @param reads how often it has read from a socket for a call
     */
    record Line(
            String store,
            int nodes,
            String operation,
            double perSecond,
            double core,
            double cpuMicros,
            double carried,
            double commands,
            double reads) {}

    private record Cell(String operation, Candidate candidate) {}

    NodesExperiment(Supplier<MeasuredRedis> redis, Effort effort, Progress progress) {
        this.redis = redis;
        this.effort = effort;
        this.progress = progress;
    }

    /** Returns the lines by number of nodes, then by operation. The candidates are ours or Spring Session. */
    List<Line> run(List<Candidate> candidates) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (int count : effort.nodes()) {
            Map<Candidate, List<ChildJvm>> nodes = new EnumMap<>(Candidate.class);
            try (MeasuredRedis measured = redis.get()) {
                try {
                    for (Candidate candidate : candidates) {
                        start(nodes.computeIfAbsent(candidate, key -> new ArrayList<>()), candidate, count, measured);
                    }
                    lines.addAll(measure(measured, nodes));
                } finally {
                    for (List<ChildJvm> started : nodes.values()) {
                        for (ChildJvm node : started) {
                            node.close();
                        }
                    }
                }
            }
        }
        return lines;
    }

    private void start(List<ChildJvm> nodes, Candidate candidate, int count, MeasuredRedis measured)
            throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(ChildJvm.start(
                    candidate,
                    StoreNode.class,
                    ChildJvm.directory(),
                    List.of(
                            candidate.ours() ? "abi" : "spring",
                            measured.host(),
                            Integer.toString(measured.port()),
                            candidate.hasNearCache() ? "1s" : "off",
                            Integer.toString(effort.sessions() / count),
                            Integer.toString(effort.threads()),
                            Integer.toString(effort.burst()))));
        }
        progress.step(count + " nodes of " + candidate.storeTitle());
    }

    private List<Line> measure(MeasuredRedis measured, Map<Candidate, List<ChildJvm>> nodes) throws IOException {
        Map<Cell, List<Line>> all = new LinkedHashMap<>();
        for (int round = -1; round <= effort.rounds(); round++) { // the first two warm up
            for (String operation : CallsExperiment.OPERATIONS) {
                for (Map.Entry<Candidate, List<ChildJvm>> entry : nodes.entrySet()) {
                    Candidate candidate = entry.getKey();
                    Duration time = round < 0 ? effort.warmUp() : effort.time();
                    Line line = turn(measured, candidate, entry.getValue(), operation, time);
                    List<Line> of = Objects.requireNonNull(
                            all.computeIfAbsent(new Cell(operation, candidate), cell -> new ArrayList<>()));
                    if (round > 0) {
                        of.add(line);
                    }
                    progress.step(entry.getValue().size() + " nodes, " + operation);
                }
            }
        }
        return all.values().stream().map(NodesExperiment::median).toList();
    }

    private static Line turn(
            MeasuredRedis measured, Candidate candidate, List<ChildJvm> nodes, String operation, Duration time)
            throws IOException {
        RedisMeter meter = new RedisMeter(measured.client());
        for (ChildJvm node : nodes) {
            node.send(operation + " " + time.toMillis());
        }
        long calls = 0;
        double perSecond = 0;
        for (ChildJvm node : nodes) {
            StoreLoop.Result result = StoreLoop.Result.of(node.answer());
            calls += result.calls();
            perSecond += result.perSecond();
        }
        candidate.awaitLeases(); // what nodes tell Redis later is part of it
        RedisMeter.Work work = meter.work().forEach(calls);
        return new Line(
                candidate.storeTitle(),
                nodes.size(),
                operation,
                perSecond,
                perSecond * work.cpuMicros() / 1e6,
                work.cpuMicros(),
                1e6 / work.cpuMicros(),
                work.commands(),
                work.reads());
    }

    private static Line median(List<Line> lines) {
        Line first = lines.get(0);
        return new Line(
                first.store(),
                first.nodes(),
                first.operation(),
                Medians.of(lines, Line::perSecond),
                Medians.of(lines, Line::core),
                Medians.of(lines, Line::cpuMicros),
                Medians.of(lines, Line::carried),
                Medians.of(lines, Line::commands),
                Medians.of(lines, Line::reads));
    }
}
