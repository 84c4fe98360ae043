package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/** Holds what a kind of request costs with one candidate. For one thread. */
final class CostCell {
    private final List<Cost> samples = new ArrayList<>();
    private final Set<String> wrong = new LinkedHashSet<>();
    private final Set<String> findings = new LinkedHashSet<>();

    /** A request with the answer that it must have. */
    void add(Cost cost) {
        samples.add(cost);
    }

    /** A request with another one, which is no sample. */
    void addWrong(String what) {
        wrong.add(what);
    }

    /** Something that a user would want to know of a request that was answered as it must be. */
    void addFinding(String what) {
        findings.add(what);
    }

    List<Cost> samples() {
        return samples;
    }

    Set<String> wrong() {
        return wrong;
    }

    Set<String> findings() {
        return findings;
    }

    /**
     * The usual cost: the commands that came most often, with the medians of the bytes; empty if an answer was wrong.
     * A timer of a candidate may add its commands to a sample.
     */
    Optional<Cost> usual() {
        if (!wrong.isEmpty() || samples.isEmpty()) {
            return Optional.empty();
        }
        Map<List<Object>, List<Cost>> alike = new LinkedHashMap<>();
        for (Cost sample : samples) {
            List<Object> counts = List.of(
                    sample.roundTrips(), sample.commands().stream().sorted().toList(), sample.executed());
            alike.computeIfAbsent(counts, key -> new ArrayList<>()).add(sample);
        }
        return alike.values().stream()
                .max(Comparator.comparing(List::size))
                .map(most -> new Cost(
                        most.get(0).roundTrips(),
                        most.get(0).commands(),
                        most.get(0).executed(),
                        median(most, Cost::bytesIn),
                        median(most, Cost::bytesOut)));
    }

    private static long median(List<Cost> costs, ToLongFunction<Cost> figure) {
        long[] sorted = costs.stream().mapToLong(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
