package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * All that is logged during a test, by logback and by java.util.logging, stack traces included: from
 * our own code at every level, from others at the levels that are on. A test names the texts that no
 * line may contain, session ids above all; the check runs when the test ends.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TestLogs logs = new TestLogs();
 *
 * logs.secret(sessionId);
 * }</pre>
 *
 * <p>Lines are rendered by the thread that logs, outside of any lock. Safe for use by several threads.
 */
public final class TestLogs implements BeforeEachCallback, AfterEachCallback, AutoCloseable {
    private static final String OURS = "org.abisession";

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final Capture capture = new Capture();
    private final JulCapture julCapture = new JulCapture();
    private @Nullable Level levelBefore;
    // Held here: java.util.logging keeps its loggers by weak references.
    private final java.util.logging.Logger julOurs = java.util.logging.Logger.getLogger(OURS);
    private java.util.logging.@Nullable Level julLevelBefore;

    /** Begins to capture, for a test that does not register this as an extension. */
    public TestLogs open() {
        Logger root = logback(org.slf4j.Logger.ROOT_LOGGER_NAME);
        capture.setContext(root.getLoggerContext());
        capture.start();
        root.addAppender(capture);
        levelBefore = logback(OURS).getLevel();
        logback(OURS).setLevel(Level.TRACE);
        julLevelBefore = julOurs.getLevel();
        julOurs.setLevel(java.util.logging.Level.ALL);
        java.util.logging.Logger.getLogger("").addHandler(julCapture);
        return this;
    }

    /** Returns every line until now: level, logger, message, and the stack trace where there is one. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Adds a text that no line of this test may contain, neither before nor after this call. */
    public void secret(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("A secret must not be empty");
        }
        secrets.add(text);
    }

    /** Fails if a line contains one of the secrets. */
    public void check() {
        for (String secret : secrets) {
            assertThat(lines).as("log lines with a secret").noneMatch(line -> line.contains(secret));
        }
    }

    /**
     * Ends the capture, and restores the levels.
     *
     * @throws IllegalStateException if somebody has reset logback meanwhile, so that lines were missed
     */
    @Override
    public void close() {
        boolean attached = logback(org.slf4j.Logger.ROOT_LOGGER_NAME).isAttached(capture);
        java.util.logging.Logger.getLogger("").removeHandler(julCapture);
        julOurs.setLevel(julLevelBefore);
        logback(OURS).setLevel(levelBefore);
        logback(org.slf4j.Logger.ROOT_LOGGER_NAME).detachAppender(capture);
        capture.stop();
        if (!attached) {
            throw new IllegalStateException("Somebody reset logback while the test ran: its log lines are incomplete");
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        lines.clear();
        secrets.clear();
        open();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        close();
        check();
    }

    private static Logger logback(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }

    private final class Capture extends UnsynchronizedAppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            String trace =
                    event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
            lines.add(event.getLevel() + " " + event.getLoggerName() + " " + event.getMDCPropertyMap() + " "
                    + event.getFormattedMessage() + " " + trace);
        }
    }

    private final class JulCapture extends Handler {
        private final java.util.logging.Formatter formatter = new java.util.logging.SimpleFormatter();

        @Override
        public void publish(LogRecord record) {
            StringWriter trace = new StringWriter();
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(new PrintWriter(trace));
            }
            lines.add(record.getLevel() + " " + record.getLoggerName() + " " + formatter.formatMessage(record) + " "
                    + trace);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
