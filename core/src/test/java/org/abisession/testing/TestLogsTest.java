package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TestLogsTest {
    @Test
    void check_secretInOurTraceOrAForeignWarningOrAStackTraceOrJul_fails() {
        assertFails(() -> LoggerFactory.getLogger("org.abisession.x").trace("id {}", "s3cret"));
        assertFails(() -> LoggerFactory.getLogger("org.eclipse.jetty.x").warn("id s3cret"));
        assertFails(() -> LoggerFactory.getLogger("org.abisession.x")
                .debug("failed", new IllegalStateException("outer", new IllegalStateException("id s3cret"))));
        assertFails(() ->
                java.util.logging.Logger.getLogger("org.apache.catalina.x").warning("id s3cret"));
        assertFails(() -> java.util.logging.Logger.getLogger("org.abisession.x").finest("id s3cret"));
    }

    @Test
    void check_noLineWithASecret_passes() {
        try (TestLogs logs = new TestLogs().open()) {
            logs.secret("s3cret");
            LoggerFactory.getLogger("org.abisession.x").info("session#12345678");

            logs.check();
            assertThat(logs.lines()).singleElement().asString().contains("session#12345678");
        }
    }

    @Test
    void close_afterwards_capturesNoMore() {
        TestLogs logs = new TestLogs().open();
        logs.close();
        LoggerFactory.getLogger("org.abisession.x").warn("too late");

        assertThat(logs.lines()).isEmpty();
        assertThat(LoggerFactory.getLogger("org.abisession.x").isTraceEnabled()).isFalse();
    }

    private static void assertFails(Runnable logging) {
        try (TestLogs logs = new TestLogs().open()) {
            logging.run();
            logs.secret("s3cret");
            assertThatThrownBy(logs::check).isInstanceOf(AssertionError.class);
        }
    }
}
