package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code calls}: what a read and a change of the store cost Redis, for one thread and for several at the same time. */
@Command(
        name = "calls",
        description = "Measures the time of a call of the store, and Redis' processor time and commands for it.",
        mixinStandardHelpOptions = true)
final class CallsCommand implements Callable<Integer> {
    @Option(names = "--threads", split = ",", defaultValue = "1,4,16", description = "Threads (${DEFAULT-VALUE}).")
    private List<Integer> threads = List.of();

    @Option(
            names = "--time",
            defaultValue = "1s",
            converter = ShortDuration.class,
            description = "How long each cell of a round takes (${DEFAULT-VALUE}).")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds, of which medians are taken (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private CallsCommand() {}

    @Override
    public Integer call() throws Exception {
        return run.run(
                "calls",
                CallsExperiment.steps(threads.size(), rounds),
                (redis, progress) -> new CallsExperiment(redis, threads, time, rounds, progress).run(),
                CallsReport::new);
    }
}
