package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: whether it runs and its answers are right, not how fast that is. */
class LoadExperimentTest {
    @Test
    void run_oneCandidateTwoClients_hasALineForEachAndForPing() throws Exception {
        List<LoadExperiment.Line> lines = new LoadExperiment(MeasuredRedis::embedded, 1, 8, Progress.NONE)
                .run(List.of(Candidate.JETTY_ABI), List.of(2));

        assertThat(lines)
                .extracting(LoadExperiment.Line::ask, LoadExperiment.Line::candidate)
                .containsExactly(
                        tuple("/read", "PING"),
                        tuple("/read", "abi-session, Jetty"),
                        tuple("/change?value=1", "PING"),
                        tuple("/change?value=1", "abi-session, Jetty"));
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.clients()).isEqualTo(2);
            assertThat(line.p50()).isPositive();
            assertThat(line.perSecond()).isPositive();
        });

        LoadReport report = new LoadReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), 1, 8, lines);
        assertThat(report.markdown()).contains("## 2 clients, /read", "| abi-session, Jetty |");
        assertThat(report.json()).contains("\"experiment\" : \"load\"");
    }
}
