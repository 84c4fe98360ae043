package org.abisession.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --candidates}: which of those that an experiment is for. */
final class CandidatesOption {
    @Option(
            names = "--candidates",
            split = ",",
            converter = Candidate.Converter.class,
            description = "Only these, comma separated: " + Candidate.IDS + ".")
    private @Nullable List<Candidate> candidates;

    /** Returns the candidates that the user has named, else the usual ones. */
    List<Candidate> or(Predicate<Candidate> usual) {
        List<Candidate> chosen = candidates;
        return Arrays.stream(Candidate.values())
                .filter(chosen == null ? usual : chosen::contains)
                .toList();
    }
}
