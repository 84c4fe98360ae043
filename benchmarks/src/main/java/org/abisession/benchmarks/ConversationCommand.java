package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code conversation}: what turn n of a conversation costs. */
@Command(
        name = "conversation",
        description = "Measures what turn n of a conversation costs, for growing n.",
        mixinStandardHelpOptions = true)
final class ConversationCommand implements Callable<Integer> {
    private static final Duration LONGEST_TURN = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofMillis(50);

    @Option(
            names = "--turns",
            split = ",",
            defaultValue = "1,10,100,1000,10000,100000",
            description = "Which turns (${DEFAULT-VALUE}).")
    private List<Long> turns = List.of();

    @Option(names = "--rounds", defaultValue = "15", description = "Rounds that are timed (${DEFAULT-VALUE}).")
    private int rounds;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CandidatesOption candidates;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RunOptions run;

    private ConversationCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = candidates.or(candidate -> candidate.inRedis() && !candidate.hasNearCache());
        List<Long> sizes = turns.stream().distinct().sorted().toList();
        ConversationExperiment.Effort effort = new ConversationExperiment.Effort(5, rounds, 40, LONGEST_TURN, QUIET);
        return run.run(
                "conversation",
                ConversationExperiment.steps(chosen.size(), sizes.size(), rounds),
                (redis, progress) -> new ConversationExperiment(redis, effort, progress).run(chosen, sizes),
                (environment, result) -> new ConversationReport(environment, effort, result));
    }
}
