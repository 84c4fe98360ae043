package org.abisession.cli.doctor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;

/** Tests step by step whether Redis works: log in, PING, SET, GET, DEL. */
final class ConnectionTest {
    private static final int PINGS = 20;
    private static final long MOST_PING_NANOS = 200_000_000;
    private static final long TOO_SLOW_MILLIS = 20;
    private static final String LIFE_MILLIS = "60000";

    private final Server server;
    private final Refusals refusals;
    private final Report report;
    private final String key;

    ConnectionTest(Server server, Refusals refusals, Report report) {
        this.server = server;
        this.refusals = refusals;
        this.report = report;
        // Of the schema, so that the user of docs/redis-user.md may write it, also one of a single application. It is a
        // String there, and no node takes notice of metadata that nobody asks for.
        this.key = new SampleKeys(server.settings()).metadata().name();
    }

    /** Runs SET, GET and DEL with a key of its own. Returns false if one fails: then Redis can't hold sessions. */
    boolean write() {
        return step("SET", () -> expect("OK", server.console().runOnKey("set", key, "{}", "PX", LIFE_MILLIS)))
                && step("GET", () -> expect("{}", server.console().runOnKey("get", key)))
                && step("DEL", () -> expect(1L, server.console().runOnKey("del", key)));
    }

    private interface Command {
        void run();
    }

    private static void expect(Object wanted, @Nullable Object answer) {
        if (!wanted.equals(answer)) {
            throw new IllegalStateException("the answer was " + answer);
        }
    }

    private boolean step(String name, Command command) {
        try {
            command.run();
            report.good(name, "");
            return true;
        } catch (SessionStoreException e) {
            report.bad(name, String.valueOf(e.getMessage()));
            refusals.add(name, e);
        } catch (IllegalStateException e) {
            report.bad(name, String.valueOf(e.getMessage()));
            report.add(Finding.error(
                    "wrong-answer",
                    name + " of a key that was just written: " + e.getMessage() + ".",
                    "What is stored can't be read back: a proxy, or a server that is not quite Redis.",
                    "Connect without what lies between."));
        }
        return false;
    }

    /** Makes a connection, logs in, and measures PING. */
    boolean logIn() {
        List<Double> millis = new ArrayList<>();
        try {
            server.connections().ping();
            report.good("log in", "as " + server.target().user());
            server.console().primaryOfSentinels().ifPresent(server.target()::primaryIs);
            long begun = System.nanoTime();
            while (millis.size() < PINGS && System.nanoTime() - begun < MOST_PING_NANOS) {
                millis.add(server.connections().ping().toNanos() / 1e6);
            }
        } catch (SessionStoreException e) {
            boolean first =
                    report.steps().stream().noneMatch(step -> step.name().equals("log in"));
            report.bad(first ? "log in" : "PING", String.valueOf(e.getMessage()));
            refusals.add(first ? "the log in" : "PING", e);
            return false;
        }
        Collections.sort(millis);
        double median = millis.get(millis.size() / 2);
        report.good(
                "PING",
                String.format(
                        Locale.ROOT,
                        "%.1f ms (median of %d, longest %.1f ms)",
                        median,
                        millis.size(),
                        millis.get(millis.size() - 1)));
        if (median > TOO_SLOW_MILLIS) {
            report.add(Finding.warning(
                    "slow",
                    String.format(Locale.ROOT, "A round trip to Redis takes %.0f ms.", median),
                    "Each request takes one or two of them; command-timeout is "
                            + server.target().settings().commandTimeout().toMillis() + " ms.",
                    "Put Redis near the application; " + server.target().cli("--latency")
                            + " shows where the time goes."));
        }
        return true;
    }
}
