package org.abisession.benchmarks;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code balancing}: sticky balancing of two nodes against one that is not. */
@Command(
        name = "balancing",
        description = "Measures reads and changes over HTTP on two nodes, where clients stay on one and where they do"
                + " not: abi-session with and without near cache, and Spring Session.",
        mixinStandardHelpOptions = true)
final class BalancingCommand implements Callable<Integer> {
    private static final Size SIZE = new Size(4, 10);

    @Mixin
    private LoadOptions options = new LoadOptions();

    @Option(names = "--clients", split = ",", defaultValue = "1,16", description = "Clients (${DEFAULT-VALUE}).")
    private List<Integer> clients = List.of();

    @Option(
            names = "--counted",
            defaultValue = "200",
            description = "Requests of each kind whose round trips are counted (${DEFAULT-VALUE}).")
    private int counted;

    private BalancingCommand() {}

    @Override
    public Integer call() throws Exception {
        LoadPlan plan = options.plan(Candidate.OURS_AND_SPRING::contains, BalancingExperiment.grid(SIZE, clients));
        return options.run()
                .run(
                        "balancing",
                        BalancingExperiment.steps(plan),
                        (redis, progress) -> new BalancingExperiment(redis, plan, counted, progress).run(),
                        (environment, result) -> new BalancingReport(environment, plan, result));
    }
}
