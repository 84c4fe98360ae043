package org.abisession.benchmarks;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.abisession.benchmarks.inside.Metrics;
import org.abisession.metrics.SessionMeters;

/**
 * Compares the processor time that a node spends to count a request with the processor time of that request, in one
 * run: a request over HTTP that reads a session of 4 KB in ten attributes, and one that changes it, too.
 */
final class MetricsExperiment {
    private static final int BLOCK = 1000;
    private static final int NANOS_OF_MICRO = 1000;

    private final Supplier<MeasuredRedis> redis;
    private final Duration time;
    private final int rounds;
    private final Progress progress;

    /**
     * Processor time of one request, microseconds.
     *
     * @param node of the request: of Tomcat and all in it
     * @param counted of what is counted of it
     * @param bound the same where the metrics are in a registry of Micrometer
     */
    record Line(String operation, double node, double counted, double bound) {
        /** Returns the part of the larger one of the two in that of the request, in percent. */
        double percent() {
            return 100 * Math.max(counted, bound) / node;
        }
    }

    /**
     * Makes one.
     *
     * @param time how long each of the three is measured in a round
     * @param rounds of which the median counts; one more warms up
     */
    MetricsExperiment(Supplier<MeasuredRedis> redis, Duration time, int rounds, Progress progress) {
        this.redis = redis;
        this.time = time;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(int rounds) {
        return 2L * (rounds + 1);
    }

    /** Returns a line for a read, and one for a change. */
    List<Line> run() throws Exception {
        List<Line> reads = new ArrayList<>();
        List<Line> changes = new ArrayList<>();
        Metrics plain = new Metrics();
        Metrics bound = new Metrics();
        try (MeasuredRedis measured = redis.get();
                CandidateProcess nodes = CandidateProcess.start(Candidate.TOMCAT_ABI, measured.port());
                HttpConnection reader = new HttpConnection(nodes.node(0));
                HttpConnection changer = new HttpConnection(nodes.node(0));
                SessionMeters meters = new SessionMeters(bound.metrics())) {
            meters.bindTo(new SimpleMeterRegistry());
            reader.get(RequestKind.CREATE.path(), RequestKind.CREATE.answer());
            changer.get(RequestKind.CREATE.path(), RequestKind.CREATE.answer());
            for (int round = 0; round <= rounds; round++) {
                Line read = new Line(
                        "read", requests(nodes, reader, RequestKind.READ), counted(plain::read), counted(bound::read));
                progress.step("read");
                Line change = new Line(
                        "change",
                        requests(nodes, changer, RequestKind.CHANGE),
                        counted(plain::change),
                        counted(bound::change));
                progress.step("change");
                if (round > 0) {
                    reads.add(read);
                    changes.add(change);
                }
            }
        } finally {
            plain.close();
            bound.close();
        }
        return List.of(median(reads), median(changes));
    }

    private static Line median(List<Line> lines) {
        return new Line(
                lines.get(0).operation(),
                Medians.of(lines, Line::node),
                Medians.of(lines, Line::counted),
                Medians.of(lines, Line::bound));
    }

    private double requests(CandidateProcess nodes, HttpConnection client, RequestKind kind) throws IOException {
        long before = nodes.threadNanos();
        long until = System.nanoTime() + time.toNanos();
        long count = 0;
        while (System.nanoTime() < until) {
            client.get(kind.path(), kind.answer());
            count++;
        }
        return (nodes.threadNanos() - before) / (double) count / NANOS_OF_MICRO;
    }

    private double counted(Runnable counting) {
        long before = threadNanos();
        long until = System.nanoTime() + time.toNanos();
        long count = 0;
        while (System.nanoTime() < until) {
            for (int i = 0; i < BLOCK; i++) {
                counting.run();
            }
            count += BLOCK;
        }
        return (threadNanos() - before) / (double) count / NANOS_OF_MICRO;
    }

    private static long threadNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
