package org.abisession.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code load}: how long requests take, and how many there are in a second. */
@Command(
        name = "load",
        description = "Measures latency and throughput over HTTP, all candidates interleaved.",
        mixinStandardHelpOptions = true)
final class LoadCommand implements Callable<Integer> {
    @Option(names = "--rounds", defaultValue = "7", description = "Rounds that are measured (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--requests", defaultValue = "800", description = "Requests of a round (${DEFAULT-VALUE}).")
    private int requests;

    @Option(names = "--clients", split = ",", defaultValue = "1,16", description = "Clients (${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    @Option(
            names = "--candidates",
            split = ",",
            converter = Candidate.Converter.class,
            description = "Only these, comma separated (all): " + Candidate.IDS + ".")
    private @Nullable List<Candidate> candidates;

    @Option(names = "--output", description = "A directory for load.md and load.json (docs/benchmarks).")
    private @Nullable Path output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    private LoadCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> all = candidates == null ? List.of(Candidate.values()) : candidates;
        int settings = clients.size() * LoadExperiment.Ask.values().length;
        Environment environment = Environment.here(InstantSource.system(), redis.version());
        List<LoadExperiment.Line> lines;
        try (ProgressBar bar = CostCommand.bar("load", LoadExperiment.steps(all.size(), settings, rounds))) {
            lines = new LoadExperiment(
                            redis::open, rounds, requests, task -> bar.step().setExtraMessage(task))
                    .run(all, clients);
        }
        LoadReport report = new LoadReport(environment, rounds, requests, lines);
        Path directory = CostCommand.directory(output);
        Files.writeString(directory.resolve("load.json"), report.json());
        Files.writeString(directory.resolve("load.md"), report.markdown());
        return 0;
    }
}
