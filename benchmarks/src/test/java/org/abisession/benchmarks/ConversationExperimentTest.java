package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The short form: what is counted must hold for ours, what is timed must be there. */
class ConversationExperimentTest {
    @Test
    void run_ours_turn100CostsWhatTurn1Does() throws Exception {
        ConversationExperiment.Effort effort =
                new ConversationExperiment.Effort(3, 2, 2, Duration.ofMinutes(1), Duration.ofMillis(20));
        ConversationExperiment.Result result = new ConversationExperiment(
                        MeasuredRedis::embedded, effort, Progress.NONE)
                .run(List.of(Candidate.TOMCAT_ABI), List.of(1L, 100L));

        assertThat(result.stops()).isEmpty();
        assertThat(result.lines())
                .extracting(ConversationExperiment.Line::n, line -> line.cost().roundTrips())
                .containsExactly(tuple(1L, 2), tuple(100L, 2));
        assertThat(result.lines()).allSatisfy(line -> {
            assertThat(line.p50()).isPositive();
            assertThat(line.timed()).isBetween(2, 4);
        });
        Cost first = result.lines().get(0).cost();
        Cost later = result.lines().get(1).cost();
        assertThat(later.bytesIn()).isEqualTo(first.bytesIn());
        assertThat(later.bytesOut()).isBetween(first.bytesOut(), first.bytesOut() + 2); // digits of the size

        ConversationReport report =
                new ConversationReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), effort, result);
        assertThat(report.markdown()).contains("Turn 100 of ours costs at most ", "| 100 | 2 |", "None was.");
        assertThat(report.charts()).containsOnlyKeys("conversation-time.svg", "conversation-bytes.svg");
        assertThat(report.json()).contains("\"experiment\" : \"conversation\"");
    }
}
