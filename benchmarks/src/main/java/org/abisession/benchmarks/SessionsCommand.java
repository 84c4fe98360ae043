package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sessions}: what many sessions cost. */
@Command(
        name = "sessions",
        description = "Measures what many sessions cost: memory, sweeps, starts, heap.",
        mixinStandardHelpOptions = true)
final class SessionsCommand implements Callable<Integer> {
    private static final List<Long> OURS = List.of(10_000L, 100_000L, 1_000_000L);
    private static final List<Long> RIVALS = List.of(10_000L, 100_000L);
    private static final int OURS_TIMES = 5;
    private static final int STARTS = 3;
    private static final int IDLE = 1_000;
    private static final int ACTIVE = 100;
    private static final int ROUNDS = 5;

    @Option(
            names = "--sessions",
            split = ",",
            description = "How many in Redis (ours 10000,100000,1000000; of others no more than 100000).")
    private @Nullable List<Long> sessions;

    @Option(
            names = "--fill-seconds",
            defaultValue = "60",
            description =
                    "How long the filling of a rival's store from one number to the next may take, ours five times"
                            + " as long (${DEFAULT-VALUE}).")
    private int fillSeconds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CandidatesOption candidates;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private SessionsCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = candidates.or(candidate -> !candidate.hasNearCache());
        List<Long> sizes = sessions == null
                ? List.of()
                : sessions.stream().distinct().sorted().toList();
        Duration limit = Duration.ofSeconds(fillSeconds);
        SessionsExperiment.Effort effort = new SessionsExperiment.Effort(
                new SessionsExperiment.Sizes(sizes.isEmpty() ? OURS : sizes, limit.multipliedBy(OURS_TIMES)),
                new SessionsExperiment.Sizes(sizes.isEmpty() ? RIVALS : sizes, limit),
                STARTS,
                IDLE,
                ACTIVE,
                ROUNDS);
        return run.run(
                "sessions",
                SessionsExperiment.steps(chosen, effort),
                (redis, progress) -> new SessionsExperiment(redis, effort, progress).run(chosen),
                (environment, result) -> new SessionsReport(environment, effort, result));
    }
}
