package org.abisession.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What the commands have in common that measure a load, and how they do it. */
final class LoadOptions {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds of each setting that are measured, after one that is not (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--round",
            defaultValue = "400ms",
            converter = ShortDuration.class,
            description = "How long each candidate has its turn in a round (${DEFAULT-VALUE}).")
    private Duration round = Duration.ZERO;

    @Option(
            names = "--warm-up",
            defaultValue = "4000",
            description = "Requests of each kind to each candidate before anything is measured (${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--candidates",
            split = ",",
            converter = Candidate.Converter.class,
            description = "Only these, comma separated: " + Candidate.IDS + ".")
    private @Nullable List<Candidate> candidates;

    @Option(names = "--output", description = "A directory for the results (docs/benchmarks).")
    private @Nullable Path output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    /** Measures and writes {@code <name>.md}, {@code .json} and the charts. */
    void run(String name, String title, List<Candidate> usual, List<Setting> grid) throws Exception {
        LoadPlan plan = new LoadPlan(candidates == null ? usual : candidates, grid, rounds, round, warmUp);
        Environment environment = Environment.here(InstantSource.system(), redis.version());
        List<LoadLine> lines;
        try (ProgressBar bar = CostCommand.bar(name, plan.steps())) {
            lines = new LoadExperiment(redis::open, plan, task -> bar.step().setExtraMessage(task)).run();
        }
        write(new LoadReport(environment, name, title, plan, lines), CostCommand.directory(output));
    }

    private void write(LoadReport report, Path directory) throws IOException {
        Files.writeString(directory.resolve(report.name() + ".json"), report.json());
        Files.writeString(directory.resolve(report.name() + ".md"), report.markdown());
        for (Map.Entry<String, String> chart : report.charts().files().entrySet()) {
            Files.writeString(directory.resolve(chart.getKey()), chart.getValue());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Written: " + directory.resolve(report.name() + ".md") + ", .json and charts");
    }
}
