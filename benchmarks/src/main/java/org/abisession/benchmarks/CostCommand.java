package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
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
    private RunOptions run;

    private CostCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = candidates.or(Candidate::inRedis);
        return run.run(
                "cost",
                CostExperiment.steps(chosen.size(), sessions),
                (redis, progress) -> new CostExperiment(redis, sessions, QUIET, progress).run(chosen),
                (environment, costs) -> new CostReport(environment, sessions, costs));
    }
}
