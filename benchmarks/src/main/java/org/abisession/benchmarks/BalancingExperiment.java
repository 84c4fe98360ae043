package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.abisession.benchmarks.Setting.Ask;
import org.abisession.testing.RespProxy;

/**
 * Compares sticky balancing of two nodes with balancing that is not: by a load over HTTP, and by how often a request
 * waits for Redis, counted behind a proxy for one client.
 */
final class BalancingExperiment {
    private static final Duration QUIET = Duration.ofMillis(50);

    private final Supplier<MeasuredRedis> redis;
    private final LoadPlan plan;
    private final int counted;
    private final Progress progress;

    /**
     * Holds what a request costs on Redis, the mean of those that were counted.
     *
     * @param roundTrips how often something waited for Redis
     * @param commands that Redis ran, those of scripts included
     */
    record Count(Candidate candidate, Balancing balancing, Ask ask, double roundTrips, double commands) {}

    record Result(List<LoadLine> lines, List<Count> counts) {}

    /** Makes one with how many requests of each kind are counted, after as many that are not. */
    BalancingExperiment(Supplier<MeasuredRedis> redis, LoadPlan plan, int counted, Progress progress) {
        this.redis = redis;
        this.plan = plan;
        this.counted = counted;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(LoadPlan plan) {
        return plan.steps() + plan.candidates().size();
    }

    /** Returns the grid of a load with each balancing: those with the same one beside each other. */
    static List<Setting> grid(Size size, List<Integer> clients) {
        List<Setting> grid = new ArrayList<>();
        for (int count : clients) {
            for (Balancing balancing : List.of(Balancing.STICKY, Balancing.NON_STICKY)) {
                for (Ask ask : List.of(Ask.READ, Ask.CHANGE)) {
                    grid.add(new Setting(Duration.ZERO, size, count, 0, ask, balancing));
                }
            }
        }
        return grid;
    }

    Result run() throws Exception {
        List<LoadLine> lines = new LoadExperiment(redis, plan, progress).run();
        List<Count> counts = new ArrayList<>();
        for (Candidate candidate : plan.candidates()) {
            counts.addAll(count(candidate));
            progress.step("counting, " + candidate.title());
        }
        return new Result(lines, counts);
    }

    private List<Count> count(Candidate candidate) throws Exception {
        List<Count> counts = new ArrayList<>();
        List<Setting> settings = plan.grid().stream()
                .map(setting -> new Setting(Duration.ZERO, setting.size(), 1, 0, setting.ask(), setting.balancing()))
                .distinct()
                .toList();
        try (MeasuredRedis store = redis.get();
                RespProxy proxy = RespProxy.inFrontOf(store.uri());
                CandidateProcess nodes = CandidateProcess.start(candidate, proxy.port());
                Loop loop = new Loop()) {
            CostMeter meter = new CostMeter(proxy, store.client(), QUIET);
            for (Setting setting : settings) {
                try (Load load = new Load(nodes.nodes(), setting)) {
                    loop.ask(load.asking(setting.ask()), counted);
                    meter.awaitQuiet();
                    Cost cost = meter.of(() -> {
                        loop.ask(load.asking(setting.ask()), counted);
                        return counted;
                    });
                    counts.add(new Count(
                            candidate,
                            setting.balancing(),
                            setting.ask(),
                            (double) cost.roundTrips() / counted,
                            (double) cost.executions() / counted));
                }
            }
        }
        return counts;
    }
}
