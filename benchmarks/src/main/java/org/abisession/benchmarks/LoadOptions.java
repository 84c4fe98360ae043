package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds what the commands have in common that measure a load, and how they do it. */
final class LoadOptions {
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
            defaultValue = "40000",
            description = "Requests of each kind to each candidate before anything is measured (${DEFAULT-VALUE}).")
    private int warmUp;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CandidatesOption candidates;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    /** Returns what is to be measured: the candidates that were asked for, else the usual ones. */
    LoadPlan plan(Predicate<Candidate> usual, List<Setting> grid) {
        return new LoadPlan(candidates.or(usual), grid, rounds, round, warmUp);
    }

    /** Returns how the experiment runs. */
    RunOptions run() {
        return run;
    }

    /** Measures and writes {@code <name>.md}, {@code .json} and the charts; returns the exit code. */
    int run(String name, String title, Predicate<Candidate> usual, List<Setting> grid) throws Exception {
        LoadPlan plan = plan(usual, grid);
        return run.run(
                name,
                plan.steps(),
                (redis, progress) -> new LoadExperiment(redis, plan, progress).run(),
                (environment, lines) -> new LoadReport(environment, name, title, plan, lines));
    }
}
