package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nodes}: how many reads and changes one Redis carries for several nodes. */
@Command(
        name = "nodes",
        description = "Measures how many reads and changes of sessions one Redis carries for several nodes, and what"
                + " each costs it: abi-session with and without near cache, and Spring Session.",
        mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {
    @Option(
            names = "--nodes",
            split = ",",
            defaultValue = "2,4,8",
            description = "Processes, for each of the stores (${DEFAULT-VALUE}).")
    private List<Integer> nodes = List.of();

    @Option(
            names = "--sessions",
            defaultValue = "20000",
            description = "Sessions of all nodes of a store together (${DEFAULT-VALUE}).")
    private int sessions;

    @Option(names = "--threads", defaultValue = "8", description = "Threads of each node (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--burst",
            defaultValue = "10",
            description = "Calls of a session that come one after the other (${DEFAULT-VALUE}).")
    private int burst;

    @Option(
            names = "--warm-up",
            defaultValue = "20s",
            converter = ShortDuration.class,
            description = "How long each store is called for each operation before (${DEFAULT-VALUE}).")
    private Duration warmUp = Duration.ZERO;

    @Option(
            names = "--time",
            defaultValue = "2s",
            converter = ShortDuration.class,
            description = "How long each store has its turn in a round (${DEFAULT-VALUE}).")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--rounds",
            defaultValue = "5",
            description = "Rounds, of which medians are taken (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private NodesCommand() {}

    @Override
    public Integer call() throws Exception {
        NodesExperiment.Effort effort =
                new NodesExperiment.Effort(nodes, sessions, threads, burst, warmUp, time, rounds);
        return run.run(
                "nodes",
                effort.steps(Candidate.OURS_AND_SPRING.size()),
                (redis, progress) -> new NodesExperiment(redis, effort, progress).run(Candidate.OURS_AND_SPRING),
                (environment, lines) -> new NodesReport(environment, effort, lines));
    }
}
