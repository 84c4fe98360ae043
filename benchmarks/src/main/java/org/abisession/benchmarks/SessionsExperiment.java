package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds what many sessions cost: memory of Redis, the sweep, the start of nodes where there are so many, and the heap
 * of a node. Ours is one store for both containers; each rival has one of its own, after the other.
 */
final class SessionsExperiment {
    /** The request that creates a session of any store: a thousand characters in five attributes, and a small one. */
    static final String CREATE = "/create?attributes=5&bytes=1000";

    private final Supplier<MeasuredRedis> redis;
    private final Effort effort;
    private final Progress progress;

    /**
     * Describes how much is measured.
     *
     * @param ours how many sessions
     * @param rivals the same of theirs
     * @param starts of nodes for each number of sessions
     * @param idle sessions for the heap of those that no request uses
     * @param active sessions for the heap of those in use, at the same time; fewer than a container has threads
     * @param rounds of these; 0 where no heap is measured
     */
    record Effort(Sizes ours, Sizes rivals, int starts, int idle, int active, int rounds) {
        /**
         * Returns how many starts do not count: the first of several, which finds nothing in the caches of the system.
         */
        int warmUpStarts() {
            return starts > 1 ? 1 : 0;
        }
    }

    /**
     * Describes how many sessions a store gets.
     *
     * @param sessions the least number first
     * @param limit how long the filling from one number to the next may take
     */
    record Sizes(List<Long> sessions, Duration limit) {}

    /**
     * A store with so many sessions.
     *
     * @param store the title
     * @param fillSeconds what it took to come from the number before to this one
     * @param bytes of Redis' memory for each
     * @param sweep of ours
     * @param startMillis until the first session was made on new nodes, the median
     */
    record Stored(
            String store,
            long sessions,
            double fillSeconds,
            double bytes,
            Copies.@Nullable Sweep sweep,
            Map<Candidate, Double> startMillis) {}

    /**
     * The heap of a node, in bytes for each session.
     *
     * @param idle of one that no request uses
     * @param active of one while a request holds it that has read all of its attributes
     */
    record Heap(Candidate candidate, double idle, double active) {}

    /** Holds what could not be measured. */
    record Stop(String title, long sessions, String reason) {}

    record Result(List<Stored> stored, List<Heap> heaps, List<Stop> stops) {}

    SessionsExperiment(Supplier<MeasuredRedis> redis, Effort effort, Progress progress) {
        this.redis = redis;
        this.effort = effort;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(List<Candidate> candidates, Effort effort) {
        long steps = 0;
        for (List<Candidate> store : stores(candidates)) {
            List<Long> sizes = sizes(store, effort).sessions();
            steps += store.size() * (effort.warmUpStarts() + (sizes.size() + 1L) * effort.starts())
                    + sizes.get(sizes.size() - 1) / Filling.STEP;
        }
        return steps + candidates.size();
    }

    Result run(List<Candidate> candidates) throws Exception {
        Result result = new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (List<Candidate> sharing : stores(candidates)) {
            try (MeasuredRedis store = redis.get()) {
                new StoreRun(sharing, store, effort, progress, result).run(sizes(sharing, effort));
            }
        }
        for (Candidate candidate : effort.rounds() > 0 ? candidates : List.<Candidate>of()) {
            try (MeasuredRedis store = redis.get()) {
                new HeapRun(candidate, effort).run(store, result);
            }
            progress.step("heap of " + candidate.title());
        }
        return result;
    }

    /** Returns the candidates in groups of those that have the same sessions in Redis. */
    private static List<List<Candidate>> stores(List<Candidate> candidates) {
        List<List<Candidate>> stores = new ArrayList<>();
        List<Candidate> ours = candidates.stream().filter(Candidate::ours).toList();
        if (!ours.isEmpty()) {
            stores.add(ours);
        }
        candidates.stream()
                .filter(candidate -> candidate.inRedis() && !candidate.ours())
                .forEach(candidate -> stores.add(List.of(candidate)));
        return stores;
    }

    private static Sizes sizes(List<Candidate> store, Effort effort) {
        return store.get(0).ours() ? effort.ours() : effort.rivals();
    }
}
