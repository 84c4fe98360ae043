package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The short form: a session or three of ours and of a rival, after one that is not counted. */
class CostExperimentTest {
    @Test
    void run_oursAndSpringSession_answersAreRightAndOursKeepsItsRoundTrips() throws Exception {
        Map<Candidate, Map<RequestKind, CostCell>> costs = new CostExperiment(
                        MeasuredRedis::embedded, 1, Duration.ofMillis(20), Progress.NONE)
                .run(List.of(Candidate.TOMCAT_ABI, Candidate.SPRING));

        assertThat(costs).containsOnlyKeys(Candidate.TOMCAT_ABI, Candidate.SPRING);
        costs.forEach((candidate, row) -> row.forEach((kind, cell) -> {
            assertThat(cell.wrong()).as(candidate + " " + kind).isEmpty();
            assertThat(cell.findings()).as(candidate + " " + kind).isEmpty();
        }));
        assertThat(roundTrips(costs, Candidate.TOMCAT_ABI))
                .isEqualTo(Map.of(
                        RequestKind.NO_SESSION, 0,
                        RequestKind.CREATE, 1,
                        RequestKind.UNUSED, 1,
                        RequestKind.READ, 1,
                        RequestKind.CHANGE, 2,
                        RequestKind.READ_ELSEWHERE, 1,
                        RequestKind.TURN, 2,
                        RequestKind.ID_CHANGE, 2,
                        RequestKind.LOGOUT, 2,
                        RequestKind.PAGE, 31));
        assertThat(roundTrips(costs, Candidate.SPRING))
                .containsEntry(RequestKind.NO_SESSION, 0)
                .containsEntry(RequestKind.PAGE, 4)
                .hasEntrySatisfying(RequestKind.READ, trips -> assertThat(trips).isPositive());

        CostReport report = new CostReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), 1, costs);
        assertThat(report.markdown()).contains("abi-session, Tomcat", "Spring Session", "| read | **1** |");
        assertThat(report.json()).contains("\"candidate\" : \"spring\"");
    }

    @Test
    void run_nearCache_pageTakesTwoRoundTripsAndAChangeOne() {
        // At the same time: most of it is waiting for leases.
        CompletableFuture<Map<Candidate, Map<RequestKind, CostCell>>> onJetty =
                CompletableFuture.supplyAsync(() -> nearCache(Candidate.JETTY_ABI_NEAR));
        Map<Candidate, Map<RequestKind, CostCell>> costs = new EnumMap<>(nearCache(Candidate.TOMCAT_ABI_NEAR));
        costs.putAll(onJetty.join());

        costs.forEach((candidate, row) -> {
            row.forEach((kind, cell) -> {
                assertThat(cell.wrong()).as(candidate + " " + kind).isEmpty();
                assertThat(cell.findings()).as(candidate + " " + kind).isEmpty();
            });
            // What timers add, and a pause longer than a lease, only makes more of them.
            assertThat(least(row, RequestKind.PAGE)).as(candidate.title()).isEqualTo(2);
            assertThat(least(row, RequestKind.CHANGE)).as(candidate.title()).isEqualTo(1);
        });
    }

    private static Map<Candidate, Map<RequestKind, CostCell>> nearCache(Candidate candidate) {
        try {
            return new CostExperiment(MeasuredRedis::embedded, 3, Duration.ofMillis(20), Progress.NONE)
                    .run(List.of(candidate));
        } catch (Exception e) {
            throw new AssertionError(candidate.title(), e);
        }
    }

    private static int least(Map<RequestKind, CostCell> row, RequestKind kind) {
        return Objects.requireNonNull(row.get(kind)).samples().stream()
                .mapToInt(Cost::roundTrips)
                .min()
                .orElseThrow();
    }

    private static Map<RequestKind, Integer> roundTrips(
            Map<Candidate, Map<RequestKind, CostCell>> costs, Candidate candidate) {
        Map<RequestKind, Integer> trips = new EnumMap<>(RequestKind.class);
        Objects.requireNonNull(costs.get(candidate))
                .forEach((kind, cell) ->
                        trips.put(kind, cell.usual().orElseThrow().roundTrips()));
        return trips;
    }
}
