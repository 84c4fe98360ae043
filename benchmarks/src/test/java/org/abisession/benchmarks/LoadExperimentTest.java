package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import org.abisession.benchmarks.Setting.Ask;
import org.junit.jupiter.api.Test;

/** The short form: whether it runs and its answers are right, not how fast that is. */
class LoadExperimentTest {
    private static final Duration NO_DELAY = Duration.ZERO;

    @Test
    void run_closedAndOpenLoop_hasALineForEachAndForRawCommands() throws Exception {
        List<Setting> grid = Setting.grid(
                List.of(NO_DELAY),
                List.of(new Size(1, 1)),
                List.of(2),
                List.of(100),
                List.of(Ask.READ_ALL, Ask.CHANGE));
        LoadPlan plan = plan(List.of(Candidate.JETTY_ABI), grid);

        List<LoadLine> lines = new LoadExperiment(MeasuredRedis::embedded, plan, Progress.NONE).run();

        assertThat(lines).allSatisfy(line -> {
            assertThat(line.failure()).as(line.toString()).isNull();
            assertThat(line.p50()).isPositive();
            assertThat(line.perSecond()).isPositive();
        });
        assertThat(lines)
                .extracting(line -> line.setting().who(), line -> line.setting().ask(), LoadLine::candidate)
                .containsExactly(
                        tuple("2 clients", Ask.READ_ALL, "PING"),
                        tuple("2 clients", Ask.READ_ALL, "HGETALL"),
                        tuple("2 clients", Ask.READ_ALL, "abi-session, Jetty"),
                        tuple("2 clients", Ask.CHANGE, "PING"),
                        tuple("2 clients", Ask.CHANGE, "HGETALL"),
                        tuple("2 clients", Ask.CHANGE, "abi-session, Jetty"),
                        tuple("100 requests/s", Ask.READ_ALL, "PING"),
                        tuple("100 requests/s", Ask.READ_ALL, "HGETALL"),
                        tuple("100 requests/s", Ask.READ_ALL, "abi-session, Jetty"),
                        tuple("100 requests/s", Ask.CHANGE, "PING"),
                        tuple("100 requests/s", Ask.CHANGE, "HGETALL"),
                        tuple("100 requests/s", Ask.CHANGE, "abi-session, Jetty"));
    }

    @Test
    void run_sessionBeyondALimit_hasALineThatSaysSoAndGoesOn() throws Exception {
        Size beyond = new Size(20_000, 1); // max-attribute-bytes is 16 MiB
        List<Setting> grid = Setting.grid(
                List.of(NO_DELAY), List.of(new Size(1, 1), beyond), List.of(1), List.of(), List.of(Ask.READ));

        List<LoadLine> lines = new LoadExperiment(
                        MeasuredRedis::embedded, plan(List.of(Candidate.TOMCAT_ABI), grid), Progress.NONE)
                .run();

        assertThat(lines)
                .filteredOn(line -> line.failure() != null)
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.setting().size()).isEqualTo(beyond);
                    assertThat(line.failure()).contains("/create", "500");
                });
        assertThat(lines).hasSize(6);
    }

    @Test
    void run_delay_addsItToEachRoundTrip() throws Exception {
        List<Setting> grid = Setting.grid(
                List.of(Duration.ofMillis(5)), List.of(new Size(4, 10)), List.of(1), List.of(), List.of(Ask.values()));

        List<LoadLine> lines = new LoadExperiment(
                        MeasuredRedis::embedded, plan(List.of(Candidate.TOMCAT_ABI), grid), Progress.NONE)
                .run();

        assertThat(lines).hasSize(12).allSatisfy(line -> {
            assertThat(line.failure()).as(line.toString()).isNull();
            assertThat(line.p50()).isGreaterThanOrEqualTo(5000);
        });
    }

    private static LoadPlan plan(List<Candidate> candidates, List<Setting> grid) {
        return new LoadPlan(candidates, grid, 1, Duration.ofMillis(100), 4);
    }
}
