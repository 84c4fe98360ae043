package org.abisession.benchmarks;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code metrics}: what is counted of a request, compared with the request. */
@Command(
        name = "metrics",
        description = "Measures the processor time of a request over HTTP, and of what is counted of it.",
        mixinStandardHelpOptions = true)
final class MetricsCommand implements Callable<Integer> {
    @Option(
            names = "--time",
            defaultValue = "1s",
            converter = ShortDuration.class,
            description = "How long each of three is measured in a round (${DEFAULT-VALUE}).")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--rounds",
            defaultValue = "9",
            description = "Rounds, of which medians are taken (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private MetricsCommand() {}

    @Override
    public Integer call() throws Exception {
        return run.run(
                "metrics",
                MetricsExperiment.steps(rounds),
                (redis, progress) -> new MetricsExperiment(redis, time, rounds, progress).run(),
                MetricsReport::new);
    }
}
