package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    @Test
    void close_logbackWasResetMeanwhile_fails() {
        TestLogs logs = new TestLogs().open();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        root.iteratorForAppenders().forEachRemaining(appenders::add);
        root.detachAndStopAllAppenders();

        assertThatIllegalStateException().isThrownBy(logs::close);
        appenders.remove(appenders.size() - 1);
        appenders.forEach(appender -> {
            appender.start();
            root.addAppender(appender);
        });
    }

    @Test
    void append_whileAnotherThreadRendersItsMessage_doesNotWaitForIt() throws Exception {
        try (TestLogs logs = new TestLogs().open()) {
            CountDownLatch rendering = new CountDownLatch(1);
            CountDownLatch logged = new CountDownLatch(1);
            AtomicBoolean waited = new AtomicBoolean();
            Object slow = new Object() {
                @Override
                public String toString() {
                    rendering.countDown();
                    waited.set(!unchecked(() -> logged.await(5, TimeUnit.SECONDS)));
                    return "rendered";
                }
            };
            Thread other =
                    new Thread(() -> LoggerFactory.getLogger("org.abisession.x").debug("{}", slow));
            other.start();
            rendering.await();
            LoggerFactory.getLogger("org.abisession.x").debug("logged meanwhile");
            logged.countDown();
            other.join();

            assertThat(waited).isFalse();
            assertThat(logs.lines()).hasSize(2);
        }
    }

    private static boolean unchecked(Callable<Boolean> wait) {
        try {
            return wait.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertFails(Runnable logging) {
        try (TestLogs logs = new TestLogs().open()) {
            logging.run();
            logs.secret("s3cret");
            assertThatThrownBy(logs::check).isInstanceOf(AssertionError.class);
        }
    }
}
