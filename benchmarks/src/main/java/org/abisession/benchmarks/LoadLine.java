package org.abisession.benchmarks;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the result of a load: p50, requests and processor time are the medians of the rounds; p99 and p99.9 are
 * those of all rounds together, which one round has too few requests for.
 *
 * @param candidate its title, or what was sent to Redis itself
 * @param p50 microseconds, as p99 and p999
 * @param samples requests whose times are counted
 * @param perSecond requests that were answered
 * @param nodeCpu microseconds of processor time that the node's process used for a request
 * @param redisCpu the same of Redis
 * @param failure why there are no figures, or null
 */
record LoadLine(
        Setting setting,
        String candidate,
        double p50,
        double p99,
        double p999,
        long samples,
        double perSecond,
        double nodeCpu,
        double redisCpu,
        @Nullable String failure) {
    static LoadLine of(Setting setting, String candidate, List<Round> rounds) {
        return new LoadLine(
                setting,
                candidate,
                Medians.of(rounds, round -> round.percentile(50)),
                Round.percentile(rounds, 99),
                Round.percentile(rounds, 99.9),
                rounds.stream()
                        .mapToLong(round -> round.nanos().getTotalCount())
                        .sum(),
                Medians.of(rounds, Round::perSecond),
                Medians.of(rounds, Round::nodeCpu),
                Medians.of(rounds, Round::redisCpu),
                null);
    }

    static LoadLine failed(Setting setting, String candidate, String failure) {
        return new LoadLine(setting, candidate, 0, 0, 0, 0, 0, 0, 0, failure);
    }
}
