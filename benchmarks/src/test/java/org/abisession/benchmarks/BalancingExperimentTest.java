package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The short form: answers must be right and what is counted must hold; what is timed must be there. */
class BalancingExperimentTest {
    @Test
    @Tag("matrix") // 40 s for what the three candidates wait for
    void run_stickyAndNot_everyRowIsThereAndRoundTripsAreThoseOfOneNode() throws Exception {
        LoadPlan plan = new LoadPlan(
                Candidate.OURS_AND_SPRING,
                BalancingExperiment.grid(new Size(4, 10), List.of(2)),
                1,
                Duration.ofMillis(20),
                4);

        BalancingExperiment.Result result =
                new BalancingExperiment(MeasuredRedis::embedded, plan, 20, Progress.NONE).run();

        assertThat(result.lines()).hasSize(4 * 5).allSatisfy(line -> {
            assertThat(line.failure()).as(line.toString()).isNull();
            assertThat(line.p50()).as(line.toString()).isPositive();
        });
        assertThat(trips(result, Candidate.TOMCAT_ABI))
                .isEqualTo(Map.of(
                        "sticky read", 1.0, "sticky change", 2.0, "not sticky read", 1.0, "not sticky change", 2.0));
        assertThat(trips(result, Candidate.SPRING).values()).containsOnly(4.0);
        assertThat(trips(result, Candidate.TOMCAT_ABI_NEAR).get("sticky read")).isLessThan(1);

        BalancingReport report =
                new BalancingReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), plan, result);
        assertThat(report.markdown())
                .contains("## 4 KB in 10 attributes, 2 clients, change", "| Spring Session | not sticky |");
        assertThat(report.json()).contains("\"experiment\" : \"balancing\"");
    }

    @Test
    void nodesOf_eachBalancing_areThoseThatItsNameSays() {
        List<String> nodes = List.of("a", "b");

        assertThat(Balancing.values())
                .extracting(balancing -> balancing.nodesOf(0, nodes), balancing -> balancing.nodesOf(1, nodes))
                .containsExactly(
                        tuple(List.of("a"), List.of("a")), tuple(List.of("a"), List.of("b")), tuple(nodes, nodes));
    }

    private static Map<String, Double> trips(BalancingExperiment.Result result, Candidate candidate) {
        return result.counts().stream()
                .filter(count -> count.candidate() == candidate)
                .collect(Collectors.toMap(
                        count -> count.balancing().title() + " " + count.ask().title(),
                        BalancingExperiment.Count::roundTrips));
    }
}
