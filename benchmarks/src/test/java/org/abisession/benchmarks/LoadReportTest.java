package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.abisession.benchmarks.Setting.Ask;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final Environment HERE = Environment.here(InstantSource.fixed(Instant.EPOCH), "7");
    private static final Setting SETTING = new Setting(Duration.ZERO, new Size(4, 10), 16, 0, Ask.READ);

    @Test
    void markdown_withInMemory_hasRatiosAndFailuresButNoP999OfFewSamples() throws Exception {
        LoadReport report = report(
                List.of(Candidate.TOMCAT_MEMORY, Candidate.TOMCAT_ABI, Candidate.REDISSON),
                line("PING", 100, 9000),
                line(Candidate.TOMCAT_MEMORY.title(), 300, 6000),
                line(Candidate.TOMCAT_ABI.title(), 600, 3000),
                LoadLine.failed(SETTING, Candidate.REDISSON.title(), "out | of memory"));

        assertThat(report.markdown())
                .contains("## 4 KB in 10 attributes, 16 clients, read", "![load-time.svg](load-time.svg)")
                .contains("| abi-session, Tomcat | 600 | 600 |  | 3000 | 1 | 1 | 1.50 | 0.50 |")
                .contains("| PING | 100 | 100 |  | 9000 |  |  |  |  |")
                .contains("| Redisson, REDIS/DEFAULT | failed: out \\| of memory |");
        assertThat(report.json()).contains("\"experiment\" : \"load\"", "\"failure\" : \"out | of memory\"");
        assertThat(report.charts()).containsOnlyKeys("load-time.svg", "load-throughput.svg");
    }

    @Test
    void markdown_withoutInMemory_hasTheRatioToPing() {
        LoadReport report = report(
                List.of(Candidate.TOMCAT_ABI), line("PING", 100, 9000), line(Candidate.TOMCAT_ABI.title(), 250, 3000));

        assertThat(report.markdown())
                .contains("| p50 / PING |")
                .contains("| abi-session, Tomcat | 250 | 250 |  | 3000 | 1 | 1 | 2.50 |");
    }

    @Test
    void files_twoSizes_haveALineChart() {
        Setting large = new Setting(Duration.ZERO, new Size(64, 10), 16, 0, Ask.READ);
        LoadReport report = report(
                List.of(Candidate.TOMCAT_ABI),
                line(Candidate.TOMCAT_ABI.title(), 250, 3000),
                new LoadLine(large, Candidate.TOMCAT_ABI.title(), 900, 1, 1, 1, 1, 1, 1, null));

        assertThat(report.charts()).containsKey("load-sizes.svg");
    }

    private static LoadReport report(List<Candidate> candidates, LoadLine... lines) {
        LoadPlan plan = new LoadPlan(candidates, List.of(SETTING), 1, Duration.ofMillis(100), 10);
        return new LoadReport(HERE, "load", "Load", plan, List.of(lines));
    }

    private static LoadLine line(String candidate, double time, double perSecond) {
        return new LoadLine(SETTING, candidate, time, time, time, 999, perSecond, 1, 1, null);
    }
}
