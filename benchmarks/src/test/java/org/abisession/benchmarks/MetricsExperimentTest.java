package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: each for a moment. */
class MetricsExperimentTest {
    @Test
    void run_readAndChange_haveALineWithTheRequestAndWhatIsCountedOfIt() throws Exception {
        MetricsExperiment experiment =
                new MetricsExperiment(MeasuredRedis::embedded, Duration.ofMillis(50), 1, Progress.NONE);

        List<MetricsExperiment.Line> lines = experiment.run();

        assertThat(lines).extracting(MetricsExperiment.Line::operation).containsExactly("read", "change");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.node()).as(line.toString()).isPositive();
            assertThat(line.counted()).as(line.toString()).isPositive();
            assertThat(line.bound()).as(line.toString()).isPositive();
        });
        MetricsReport report = new MetricsReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), lines);
        assertThat(report.markdown()).contains("| change |");
        assertThat(report.json()).contains("\"experiment\" : \"metrics\"");
    }
}
