package org.abisession.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--candidates",
            split = ",",
            converter = Candidate.Converter.class,
            description = "Only these of those in Redis, comma separated (all): " + Candidate.IDS + ".")
    private @Nullable List<Candidate> candidates;

    @Option(
            names = "--output",
            description = "A directory for conversation.md, conversation.json and charts (docs/benchmarks).")
    private @Nullable Path output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    private ConversationCommand() {}

    @Override
    public Integer call() throws Exception {
        List<Candidate> chosen = Arrays.stream(Candidate.values())
                .filter(candidate -> candidate.inRedis() && (candidates == null || candidates.contains(candidate)))
                .toList();
        List<Long> sizes = turns.stream().distinct().sorted().toList();
        Environment environment = Environment.here(InstantSource.system(), redis.version());
        ConversationExperiment.Effort effort = new ConversationExperiment.Effort(5, rounds, 40, LONGEST_TURN, QUIET);
        ConversationExperiment.Result result;
        try (ProgressBar bar =
                CostCommand.bar("conversation", ConversationExperiment.steps(chosen.size(), sizes.size(), rounds))) {
            result = new ConversationExperiment(
                            redis::open, effort, task -> bar.step().setExtraMessage(task))
                    .run(chosen, sizes);
        }
        ConversationReport report = new ConversationReport(environment, effort, result);
        Path directory = CostCommand.directory(output);
        Files.writeString(directory.resolve("conversation.json"), report.json());
        Files.writeString(directory.resolve("conversation.md"), report.markdown());
        for (Map.Entry<String, String> chart : report.charts().entrySet()) {
            Files.writeString(directory.resolve(chart.getKey()), chart.getValue());
        }
        return 0;
    }
}
