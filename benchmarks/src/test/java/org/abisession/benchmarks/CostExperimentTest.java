package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The short form: one session of ours and one of a rival, each after one that is not counted. */
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
                        RequestKind.LOGOUT, 2));
        assertThat(roundTrips(costs, Candidate.SPRING))
                .containsEntry(RequestKind.NO_SESSION, 0)
                .hasEntrySatisfying(RequestKind.READ, trips -> assertThat(trips).isPositive());

        CostReport report = new CostReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), 1, costs);
        assertThat(report.markdown()).contains("abi-session, Tomcat", "Spring Session", "| read | **1** |");
        assertThat(report.json()).contains("\"candidate\" : \"spring\"");
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
