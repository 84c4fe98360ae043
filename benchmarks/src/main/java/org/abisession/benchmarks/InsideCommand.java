package org.abisession.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code inside}: what a node's own work costs, by JMH. */
@Command(
        name = "inside",
        description = "Measures time and allocation of encode, decode, load, save, the in-place check and ids.",
        mixinStandardHelpOptions = true)
final class InsideCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

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

    @Option(names = "--output", description = "A directory for inside.md and inside.json (docs/benchmarks).")
    private @Nullable Path output;

    private InsideCommand() {}

    @Override
    public Integer call() throws Exception {
        String version;
        try (MeasuredRedis redis = MeasuredRedis.embedded()) {
            version = RedisInfo.version(redis.client());
        }
        InsideExperiment experiment = new InsideExperiment(forks, warmUps, iterations, iteration, only);
        List<InsideExperiment.Line> lines = experiment.run();
        InsideReport report = new InsideReport(Environment.here(InstantSource.system(), version), experiment, lines);
        Path directory = CostCommand.directory(output);
        Files.writeString(directory.resolve("inside.json"), report.json());
        Files.writeString(directory.resolve("inside.md"), report.markdown());
        PrintWriter out = spec.commandLine().getOut();
        out.println("Written: " + directory.resolve("inside.md") + " and inside.json");
        return 0;
    }
}
