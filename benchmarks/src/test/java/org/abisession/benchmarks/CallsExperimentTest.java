package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: each cell for a moment. */
class CallsExperimentTest {
    @Test
    void run_everyCell_hasALineWithWhatItCostsRedis() throws Exception {
        CallsExperiment experiment =
                new CallsExperiment(MeasuredRedis::embedded, List.of(1, 4), Duration.ofMillis(20), 1, Progress.NONE);

        List<CallsExperiment.Line> lines = experiment.run();

        assertThat(lines).hasSize(4).allSatisfy(line -> {
            assertThat(line.micros()).as(line.toString()).isPositive();
            assertThat(line.commands()).as(line.toString()).isBetween(10.0, 20.0);
            assertThat(line.reads()).as(line.toString()).isPositive();
        });
        CallsReport report = new CallsReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), lines);
        assertThat(report.markdown()).contains("| change | 4 |");
        assertThat(report.json()).contains("\"experiment\" : \"calls\"");
    }
}
