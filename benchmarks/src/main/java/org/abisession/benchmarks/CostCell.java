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

    /** Adds a request that had the right answer. */
    void add(Cost cost) {
        samples.add(cost);
    }

    /** Adds a request that had a wrong answer, which is no sample. */
    void addWrong(String what) {
        wrong.add(what);
    }

    /** Adds something worth knowing about a request that had the right answer. */
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
     * Returns the usual cost: the commands that came most often, with the medians of the bytes; empty if an answer was
     * wrong. So commands that a timer of a candidate has added to one sample do not count.
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
