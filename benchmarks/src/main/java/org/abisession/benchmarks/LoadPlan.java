package org.abisession.benchmarks;

import java.time.Duration;
import java.util.List;

/**
 * Holds what a load consists of.
 *
 * @param rounds of each setting that are measured, after one that is not
 * @param round how long each candidate has its turn in a round
 * @param warmUp requests of each kind to each candidate before anything is measured
 */
record LoadPlan(List<Candidate> candidates, List<Setting> grid, int rounds, Duration round, int warmUp) {
    LoadPlan {
        if (candidates.isEmpty() || grid.isEmpty() || rounds < 1) {
            throw new IllegalArgumentException("A load needs a candidate, a setting and a round");
        }
        candidates = List.copyOf(candidates);
        grid = List.copyOf(grid);
    }

    /** Returns what is asked for. */
    List<Setting.Ask> asks() {
        return grid.stream().map(Setting::ask).distinct().toList();
    }

    /** Returns true if there is a way to Redis that is made longer. */
    boolean isDelayed() {
        return grid.stream().anyMatch(setting -> !setting.delay().isZero());
    }

    /** Returns how many steps the progress gets. */
    long steps() {
        return (long) candidates.size() * (1 + asks().size() + (long) grid.size() * (rounds + 1));
    }
}
