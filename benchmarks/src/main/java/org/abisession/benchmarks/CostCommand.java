package org.abisession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cost}: what each kind of request costs on Redis. */
@Command(
        name = "cost",
        description = "Counts commands, round trips and bytes for each kind of request.",
        mixinStandardHelpOptions = true)
final class CostCommand implements Callable<Integer> {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final int WIDTH = 99;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--sessions", defaultValue = "10", description = "Sessions for each candidate (${DEFAULT-VALUE}).")
    private int sessions;

    @Option(
            names = "--candidates",
            split = ",",
            converter = Candidate.Converter.class,
            description = "Only these, comma separated (those in Redis): " + Candidate.IDS + ".")
    private @Nullable List<Candidate> candidates;

    @Option(names = "--output", description = "A directory for cost.md and cost.json (docs/benchmarks).")
    private @Nullable Path output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    private CostCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = Arrays.stream(Candidate.values())
                .filter(candidate -> candidates == null ? candidate.inRedis() : candidates.contains(candidate))
                .toList();
        Environment environment = Environment.here(InstantSource.system(), redis.version());
        Map<Candidate, Map<RequestKind, CostCell>> costs;
        try (ProgressBar bar = bar("cost", CostExperiment.steps(chosen.size(), sessions))) {
            costs = new CostExperiment(
                            redis::open, sessions, QUIET, task -> bar.step().setExtraMessage(task))
                    .run(chosen);
        }
        CostReport report = new CostReport(environment, sessions, costs);
        Path directory = directory(output);
        Files.writeString(directory.resolve("cost.json"), report.json());
        Files.writeString(directory.resolve("cost.md"), report.markdown());
        PrintWriter out = spec.commandLine().getOut();
        out.println("Written: " + directory.resolve("cost.md") + " and cost.json");
        return 0;
    }

    /** On the error output, with the time that is left. */
    static ProgressBar bar(String task, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }

    /** Where results go, which is there now. */
    static Path directory(@Nullable Path chosen) throws IOException {
        return Files.createDirectories(
                chosen == null ? ClassPaths.module().resolveSibling("docs").resolve("benchmarks") : chosen);
    }
}
