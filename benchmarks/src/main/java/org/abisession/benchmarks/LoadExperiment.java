package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Latency and throughput over HTTP. All candidates run all the time, on one Redis; in each round each has its turn, and
 * so have raw commands: what disturbs the machine disturbs all of them. A candidate that fails has a line that says
 * why.
 */
final class LoadExperiment {
    private static final int WARM_UP_CLIENTS = 4;

    private final Supplier<MeasuredRedis> redis;
    private final LoadPlan plan;
    private final Progress progress;

    LoadExperiment(Supplier<MeasuredRedis> redis, LoadPlan plan, Progress progress) {
        this.redis = redis;
        this.plan = plan;
        this.progress = progress;
    }

    /** Returns the lines in the order of the grid, then raw commands, then candidates. */
    List<LoadLine> run() throws Exception {
        try (MeasuredRedis store = redis.get()) {
            if (!plan.isDelayed()) {
                return run(store, store.host(), store.port(), null);
            }
            try (DelayProxy proxy = new DelayProxy(store.host(), store.port())) {
                return run(store, "127.0.0.1", proxy.port(), proxy);
            }
        }
    }

    private List<LoadLine> run(MeasuredRedis store, String host, int port, @Nullable DelayProxy proxy)
            throws Exception {
        Map<Candidate, CandidateProcess> nodes = new EnumMap<>(Candidate.class);
        try (Loop loop = new Loop()) {
            for (Candidate candidate : plan.candidates()) {
                nodes.put(candidate, CandidateProcess.start(candidate, host, port));
                progress.step("starting " + candidate.title());
            }
            warmUp(nodes, loop);
            List<LoadLine> lines = new ArrayList<>();
            List<Setting> grid = plan.grid();
            for (int from = 0; from < grid.size(); ) {
                int to = from + 1;
                while (to < grid.size() && grid.get(to).sharesSessions(grid.get(from))) {
                    to++;
                }
                String rawUri = "redis://" + host + ":" + port;
                try (LoadGroup group = new LoadGroup(plan, loop, store.client(), nodes, rawUri, grid.get(from))) {
                    for (Setting setting : grid.subList(from, to)) {
                        setDelay(proxy, setting.delay());
                        lines.addAll(group.measure(setting, progress));
                    }
                    setDelay(proxy, Duration.ZERO); // sessions are made and ended without
                }
                from = to;
            }
            return lines;
        } finally {
            for (CandidateProcess node : nodes.values()) {
                node.close();
            }
        }
    }

    private static void setDelay(@Nullable DelayProxy proxy, Duration delay) {
        if (proxy != null) {
            proxy.setDelay(delay);
        }
    }

    /** Sends requests of each kind until the compilers of all JVMs have seen each often. */
    private void warmUp(Map<Candidate, CandidateProcess> nodes, Loop loop) throws Exception {
        Setting first = plan.grid().get(0);
        Setting like = new Setting(first.delay(), first.size(), WARM_UP_CLIENTS, 0, first.ask(), first.balancing());
        for (Map.Entry<Candidate, CandidateProcess> node : nodes.entrySet()) {
            try (Load load = new Load(node.getValue().nodes(), like)) {
                for (Setting.Ask ask : plan.asks()) {
                    loop.ask(load.asking(ask), plan.warmUp());
                    progress.step("warming up " + node.getKey().title());
                }
            } catch (IOException | ExecutionException e) {
                // It fails again when it is measured: its lines say why.
            }
        }
    }
}
