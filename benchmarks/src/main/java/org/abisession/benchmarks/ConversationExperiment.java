package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Holds what turn n of a conversation costs, for growing n. Each candidate has a Redis of its own. Its nodes fill
 * sessions up to each n, then turns are timed in rounds in which each n has its part, so that what disturbs the machine
 * disturbs all of them; then nodes behind a proxy serve the same sessions, and turns are counted one by one.
 */
final class ConversationExperiment {
    private final Supplier<MeasuredRedis> redis;
    private final Effort effort;
    private final Progress progress;

    /**
     * Describes how much is measured of each candidate and n.
     *
     * @param counted turns that are counted
     * @param rounds in which turns are timed
     * @param turns of a round
     * @param longestTurn a candidate whose turn takes longer is stopped
     * @param quiet how long nothing is sent to Redis when a turn is over
     */
    record Effort(int counted, int rounds, int turns, Duration longestTurn, Duration quiet) {
        /**
         * Returns how many turns a run may add to conversations: those that are timed and counted, one that shows
         * whether more are possible, and one that is not counted.
         */
        int room() {
            return (ConversationRun.WARM_UP_ROUNDS + rounds) * turns + counted + 2;
        }
    }

    /**
     * Holds what turn n costs.
     *
     * @param p50 microseconds over HTTP
     * @param redisCpu microseconds of Redis' processor time, the median of the rounds
     * @param nodeCpu microseconds of the nodes', the same
     * @param timed how many turns p50 is of
     */
    record Line(Candidate candidate, long n, Cost cost, double p50, double redisCpu, double nodeCpu, int timed) {}

    /** Describes where a candidate was stopped. */
    record Stop(Candidate candidate, long n, String reason) {}

    /** Lines by candidate, then by n. */
    record Result(List<Line> lines, List<Stop> stops) {}

    ConversationExperiment(Supplier<MeasuredRedis> redis, Effort effort, Progress progress) {
        this.redis = redis;
        this.effort = effort;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(int candidates, int sizes, int rounds) {
        return (long) candidates * (2L * sizes + ConversationRun.WARM_UP_ROUNDS + rounds);
    }

    Result run(List<Candidate> candidates, List<Long> sizes) throws Exception {
        Result result = new Result(new ArrayList<>(), new ArrayList<>());
        for (Candidate candidate : candidates) {
            try (MeasuredRedis store = redis.get()) {
                new ConversationRun(candidate, store, effort, progress, result).run(sizes);
            }
        }
        return result;
    }
}
