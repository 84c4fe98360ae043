package org.abisession.benchmarks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code cost}: what each kind of request costs on Redis. */
@Command(
        name = "cost",
        description = "Counts commands, round trips and bytes for each kind of request.",
        mixinStandardHelpOptions = true)
final class CostCommand implements Callable<Integer> {
    private static final Duration QUIET = Duration.ofMillis(50);

    @Option(names = "--sessions", defaultValue = "10", description = "Sessions for each candidate (${DEFAULT-VALUE}).")
    private int sessions;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CandidatesOption candidates;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReportOption output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    private CostCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = candidates.or(Candidate::inRedis);
        Environment environment = Environment.here(InstantSource.system(), redis.version());
        Map<Candidate, Map<RequestKind, CostCell>> costs;
        try (ProgressBar bar = Progress.bar("cost", CostExperiment.steps(chosen.size(), sessions))) {
            costs = new CostExperiment(
                            redis::open, sessions, QUIET, task -> bar.step().setExtraMessage(task))
                    .run(chosen);
        }
        CostReport report = new CostReport(environment, sessions, costs);
        output.write(report);
        return 0;
    }
}
