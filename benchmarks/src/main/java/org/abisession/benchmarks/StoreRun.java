package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One store of a {@link SessionsExperiment}. For one thread, once. */
final class StoreRun {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** The factor by which nodes that have just started are slower than later. */
    private static final int COLD_TIMES = 2;

    private final List<Candidate> candidates;
    private final Candidate first;
    private final MeasuredRedis redis;
    private final SessionsExperiment.Effort effort;
    private final Progress progress;
    private final SessionsExperiment.Result result;
    private final String title;
    /** The cookie of a session that a node has made last. */
    private @Nullable String made;

    /** Makes the run of candidates that share a store; it adds what it finds to the result. */
    StoreRun(
            List<Candidate> candidates,
            MeasuredRedis redis,
            SessionsExperiment.Effort effort,
            Progress progress,
            SessionsExperiment.Result result) {
        this.candidates = candidates;
        this.first = candidates.get(0);
        this.redis = redis;
        this.effort = effort;
        this.progress = progress;
        this.result = result;
        this.title = first.storeTitle();
    }

    /** Fills the store to each number of sessions, the least first. */
    void run(SessionsExperiment.Sizes sizes) throws Exception {
        Map<Candidate, Double> unused = starts(effort.warmUpStarts(), null);
        result.stored().add(new SessionsExperiment.Stored(title, 0, 0, 0, null, starts(effort.starts(), null)));
        try (Copies copies =
                first.ours() ? new Copies(redis, Objects.requireNonNull(made, "a start makes one")) : null) {
            long empty = RedisInfo.usedMemory(redis.client());
            long there = 0;
            double perSecond = Double.MAX_VALUE;
            for (long size : sizes.sessions()) {
                double expected = (size - there) / perSecond;
                if (expected > COLD_TIMES * sizes.limit().toSeconds()) {
                    stop(size, String.format(Locale.ROOT, "to fill it would take about %.0f s", expected));
                    return;
                }
                double seconds;
                try {
                    seconds = fill(size - there, sizes.limit(), copies);
                } catch (IOException e) {
                    stop(size, Objects.requireNonNullElse(e.getMessage(), e.toString()));
                    return;
                }
                perSecond = (size - there) / seconds;
                there = size;
                double bytes = (double) (RedisInfo.usedMemory(redis.client()) - empty) / size;
                Copies.Sweep sweep = copies == null ? null : copies.sweep();
                result.stored()
                        .add(new SessionsExperiment.Stored(
                                title, size, seconds, bytes, sweep, starts(effort.starts(), copies)));
            }
        }
    }

    private void stop(long size, String reason) {
        result.stops().add(new SessionsExperiment.Stop(title, size, reason));
    }

    /** Fills the store and returns the seconds that it took. Our sessions are not made over HTTP. */
    private double fill(long count, Duration limit, @Nullable Copies copies) throws IOException, InterruptedException {
        Filling filling = new Filling(limit, () -> progress.step(title + ", filling"));
        if (copies != null) {
            return filling.run(count, () -> new Filling.Maker() {
                @Override
                public void make() {
                    copies.make();
                }

                @Override
                public void close() {
                    // All of them have the same connections.
                }
            });
        }
        try (CandidateProcess nodes = start(first)) {
            try {
                return filling.run(count, Filling.overHttp(nodes.node(0), SessionsExperiment.CREATE, PATIENCE));
            } catch (IOException e) {
                throw new IOException(nodes.describe(e), e);
            }
        }
    }

    /**
     * Returns the medians of the time until the first session is made, in milliseconds. Fails if a node does not serve
     * a copy.
     */
    private Map<Candidate, Double> starts(int count, @Nullable Copies copies) throws IOException {
        Map<Candidate, List<Double>> millis = new EnumMap<>(Candidate.class);
        for (int i = 0; i < count; i++) {
            for (Candidate candidate : candidates) {
                if (candidate.ours()) {
                    Copies.forgetSweeps(redis.client());
                }
                long begun = System.nanoTime();
                try (CandidateProcess nodes = start(candidate);
                        HttpConnection client = new HttpConnection(nodes.node(0), PATIENCE)) {
                    client.get(SessionsExperiment.CREATE, "created");
                    List<Double> of = millis.computeIfAbsent(candidate, key -> new ArrayList<>());
                    of.add((System.nanoTime() - begun) / 1e6);
                    made = client.cookie();
                    if (copies != null) {
                        client.as("JSESSIONID=" + copies.make().value());
                        client.get("/read", "0");
                    }
                }
                progress.step(candidate.title() + ", starting");
            }
        }
        Map<Candidate, Double> medians = new EnumMap<>(Candidate.class);
        millis.forEach((candidate, of) -> medians.put(candidate, Medians.of(of)));
        return medians;
    }

    private CandidateProcess start(Candidate candidate) throws IOException {
        return CandidateProcess.start(candidate, redis.host(), redis.port());
    }
}
