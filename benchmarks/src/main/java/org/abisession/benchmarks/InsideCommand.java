package org.abisession.benchmarks;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code inside}: what a node's own work costs, by JMH. */
@Command(
        name = "inside",
        description = "Measures time and allocation of encode, decode, load, save, the in-place check and ids.",
        mixinStandardHelpOptions = true)
final class InsideCommand implements Callable<Integer> {
    @Option(names = "--forks", defaultValue = "2", description = "JVMs for each operation (${DEFAULT-VALUE}).")
    private int forks;

    @Option(names = "--warm-ups", defaultValue = "5", description = "Iterations before (${DEFAULT-VALUE}).")
    private int warmUps;

    @Option(names = "--iterations", defaultValue = "5", description = "Iterations measured (${DEFAULT-VALUE}).")
    private int iterations;

    @Option(
            names = "--iteration",
            defaultValue = "500ms",
            converter = ShortDuration.class,
            description = "How long one is (${DEFAULT-VALUE}).")
    private Duration iteration = Duration.ZERO;

    @Option(
            names = "--only",
            defaultValue = ".*",
            description = "Only these operations, a regular expression: 'Values.*' (${DEFAULT-VALUE}).")
    private String only = "";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReportOption output;

    private InsideCommand() {}

    @Override
    public Integer call() throws Exception {
        String build;
        try (MeasuredRedis redis = MeasuredRedis.embedded()) {
            build = RedisInfo.build(redis.client());
        }
        InsideExperiment experiment = new InsideExperiment(forks, warmUps, iterations, iteration, only);
        List<InsideExperiment.Line> lines = experiment.run();
        InsideReport report = new InsideReport(Environment.here(InstantSource.system(), build), experiment, lines);
        output.write(report);
        return 0;
    }
}
