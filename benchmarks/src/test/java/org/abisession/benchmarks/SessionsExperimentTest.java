package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The short form: whether everything is there, not how large it is. */
class SessionsExperimentTest {
    private static final SessionsExperiment.Sizes NONE = new SessionsExperiment.Sizes(List.of(), Duration.ZERO);

    private static SessionsExperiment.Sizes sizes(long sessions) {
        return new SessionsExperiment.Sizes(List.of(sessions), Duration.ofMinutes(1));
    }

    @Test
    void run_ours_hasMemorySweepStartAndHeapAndIdleSessionsTakeNone() throws Exception {
        SessionsExperiment.Effort effort = new SessionsExperiment.Effort(sizes(300), NONE, 1, 200, 30, 1);
        SessionsExperiment.Result result = new SessionsExperiment(MeasuredRedis::embedded, effort, Progress.NONE)
                .run(List.of(Candidate.JETTY_ABI));

        assertThat(result.stops()).isEmpty();
        assertThat(result.stored())
                .extracting(SessionsExperiment.Stored::store, SessionsExperiment.Stored::sessions)
                .containsExactly(tuple("abi-session", 0L), tuple("abi-session", 300L));
        assertThat(result.stored())
                .allSatisfy(stored -> assertThat(stored.startMillis()).containsOnlyKeys(Candidate.JETTY_ABI));
        SessionsExperiment.Stored filled = result.stored().get(1);
        assertThat(filled.bytes()).isGreaterThan(1_000);
        Copies.Sweep sweep = Objects.requireNonNull(filled.sweep());
        assertThat(sweep.claimed()).isZero();
        assertThat(sweep.executed()).containsKey("scan");
        assertThat(result.heaps()).singleElement().satisfies(heap -> {
            assertThat(heap.idle()).isLessThan(HeapRun.CHARACTERS / 2.0);
            assertThat(heap.active()).isGreaterThan(HeapRun.CHARACTERS / 2.0);
        });

        SessionsReport report =
                new SessionsReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), effort, result);
        assertThat(report.markdown()).contains("| abi-session | 300 |", "| abi-session, Jetty |", "None was.");
        assertThat(report.charts()).containsOnlyKeys("sessions-heap.svg");
        assertThat(report.json()).contains("\"experiment\" : \"sessions\"");
    }

    @Test
    void run_rival_isFilledOverHttp() throws Exception {
        SessionsExperiment.Effort effort = new SessionsExperiment.Effort(NONE, sizes(100), 0, 0, 0, 0);
        SessionsExperiment.Result result =
                new SessionsExperiment(MeasuredRedis::embedded, effort, Progress.NONE).run(List.of(Candidate.SPRING));

        assertThat(result.stops()).isEmpty();
        assertThat(result.stored().get(1).bytes()).isGreaterThan(1_000);
        assertThat(result.stored().get(1).sweep()).isNull();
    }
}
