package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The short form: every operation runs, in this JVM, for a moment. */
class InsideExperimentTest {
    @BeforeAll
    static void allowOthersOnThisMachine() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @Test
    void run_everyOperation_hasALineWithTimeAndAllocation() throws Exception {
        InsideExperiment experiment = new InsideExperiment(0, 0, 1, Duration.ofMillis(10), ".*");

        List<InsideExperiment.Line> lines = experiment.run();

        assertThat(lines)
                .extracting(InsideExperiment.Line::operation)
                .containsOnly(
                        "Ids.parse",
                        "Ids.random",
                        "Ids.refuse",
                        "InPlaceCheck.isChanged",
                        "InPlaceCheck.saveNothing",
                        "Metrics.change",
                        "Metrics.read",
                        "Store.load",
                        "Store.loadAndReadAll",
                        "Store.ping",
                        "Store.save",
                        "Values.decode",
                        "Values.encode");
        assertThat(lines).extracting(InsideExperiment.Line::value).contains("bean", "mutable true", "");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.micros()).as(line.toString()).isPositive();
            assertThat(line.bytes()).as(line.toString()).isNotNaN();
        });

        InsideReport report =
                new InsideReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), experiment, lines);
        assertThat(report.markdown()).contains("| `Values.encode` | list of 100 strings |");
        assertThat(report.json()).contains("\"experiment\" : \"inside\"");
    }
}
