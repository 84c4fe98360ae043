package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests what {@code import} answers before it has read a session. */
class ImportUsageTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static Cli cli() {
        return Cli.at(redis.uri());
    }

    @Test
    void import_sourceThatIsNoDirectory_isWrongUsageAndReportsNoResult() {
        Cli.Outcome outcome = cli().run("import", "--from", "tomcat-file", "no-such-directory");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("SOURCE must be a directory");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void import_jarsOfWhatIsNoDirectory_isWrongUsage(@TempDir Path directory) throws IOException {
        Path war = Files.createFile(directory.resolve("shop.war"));
        Cli.Outcome outcome =
                cli().run("import", "--from", "tomcat-file", "--classpath", war + "/*", directory.toString());
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err())
                .isEqualTo("--classpath must have a directory that can be read before *, was " + war
                        + "/ (NotDirectoryException)\n");
    }

    @Test
    void import_urlThatNoDriverTakes_isWrongUsageAndReportsNoResult() {
        Cli.Outcome outcome = cli().run("import", "--from", "tomcat-jdbc", "--json", "jdbc:nosuch:database");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("No JDBC driver");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void import_directoryWithoutSessions_saysSo(@TempDir Path directory) {
        Cli.Outcome outcome = cli().run("import", "--from", "tomcat-file", directory.toString());
        assertThat(outcome.code()).isZero();
        assertThat(outcome.err()).contains("The directory has no file *.session.");
        assertThat(outcome.out()).contains("0 sessions imported");
    }
}
