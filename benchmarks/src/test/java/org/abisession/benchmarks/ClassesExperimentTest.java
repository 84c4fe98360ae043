package org.abisession.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lists the classes of one container. */
class ClassesExperimentTest {
    @Test
    @Tag("matrix") // starts a server, and stops it at each method
    void run_readAndChange_passTheClassesOfThePicture() throws Exception {
        ClassesExperiment experiment = new ClassesExperiment(MeasuredRedis::embedded, Progress.NONE);

        List<ClassesExperiment.Line> lines = experiment.run(List.of(Candidate.TOMCAT_ABI));

        assertThat(lines)
                .extracting(ClassesExperiment.Line::request)
                .containsExactly(RequestKind.READ.title(), RequestKind.CHANGE.title());
        assertThat(lines.get(0).classes())
                .containsSubsequence(
                        "org.abisession.tomcat.SessionValve",
                        "org.abisession.tomcat.RequestGuard",
                        "org.abisession.node.SessionsInUse",
                        "org.abisession.node.NodeSession",
                        "org.abisession.redis.RedisSessionRepository")
                .doesNotContain("org.abisession.store.SessionDelta");
        assertThat(lines.get(1).classes())
                .contains("org.abisession.tomcat.CommitResponse", "org.abisession.store.SessionDelta");
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.values())
                        .isPositive()
                        .isLessThan(line.classes().size()));
        ClassesReport report = new ClassesReport(Environment.here(InstantSource.fixed(Instant.EPOCH), "7"), lines);
        assertThat(report.markdown()).contains("- `org.abisession.node`: ");
        assertThat(report.json()).contains("\"experiment\" : \"classes\"");
    }
}
