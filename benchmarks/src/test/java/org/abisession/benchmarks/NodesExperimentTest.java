package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: two nodes of each store, each cell for a moment. */
class NodesExperimentTest {
    private static final Duration MOMENT = Duration.ofMillis(50);

    @Test
    void run_everyStoreAndOperation_hasALineWithWhatItCostsRedis() throws Exception {
        NodesExperiment.Effort effort = new NodesExperiment.Effort(List.of(2), 64, 2, 5, MOMENT, MOMENT, 1);

        List<NodesExperiment.Line> lines =
                new NodesExperiment(MeasuredRedis::embedded, effort, Progress.NONE).run(Candidate.OURS_AND_SPRING);

        assertThat(lines)
                .extracting(NodesExperiment.Line::operation, NodesExperiment.Line::store, NodesExperiment.Line::nodes)
                .containsExactly(
                        tuple("read", "abi-session", 2),
                        tuple("read", "abi-session near cache", 2),
                        tuple("read", "Spring Session", 2),
                        tuple("change", "abi-session", 2),
                        tuple("change", "abi-session near cache", 2),
                        tuple("change", "Spring Session", 2));
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.perSecond()).as(line.toString()).isPositive();
            assertThat(line.carried()).as(line.toString()).isPositive();
            assertThat(line.commands()).as(line.toString()).isBetween(0.0, 25.0);
        });
        NodesReport report = new NodesReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), effort, lines);
        assertThat(report.markdown()).contains("## change", "| abi-session near cache | 2 |", "64 sessions of 4 KB");
        assertThat(report.json()).contains("\"experiment\" : \"nodes\"");
    }

    @Test
    void run_springSession_takesTheCommandsThatItsFilterSends() throws Exception {
        NodesExperiment.Effort effort = new NodesExperiment.Effort(List.of(1), 4, 1, 1, MOMENT, MOMENT, 1);

        List<NodesExperiment.Line> lines =
                new NodesExperiment(MeasuredRedis::embedded, effort, Progress.NONE).run(List.of(Candidate.SPRING));

        // HGETALL, EXISTS, HMSET, EXPIRE: as in cost.md.
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(
                        line -> assertThat(line.commands()).as(line.toString()).isCloseTo(4, within(0.001)));
    }
}
