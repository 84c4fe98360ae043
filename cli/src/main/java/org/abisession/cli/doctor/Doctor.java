package org.abisession.cli.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.abisession.redis.RedisConnections;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingWarning;

/** Looks at settings, connection, server and stored sessions, one check after the other, for less than five seconds. */
public final class Doctor {
    /** The longest time that a person should have to wait for the report. */
    public static final Duration LONGEST = Duration.ofMillis(4500);

    private final Function<Map<String, String>, SessionSettings> settings;
    private final InstantSource clock;
    private final Duration longest;

    /**
     * Creates a doctor that reads its settings in this way.
     *
     * @param settings makes settings, with some that come before all others
     * @param longest after which time it answers with what it has
     */
    public Doctor(Function<Map<String, String>, SessionSettings> settings, InstantSource clock, Duration longest) {
        this.settings = settings;
        this.clock = clock;
        this.longest = longest;
    }

    /** Runs all checks. Answers in time even where a step hangs. */
    public Report examine() {
        Report report = new Report();
        Thread work = new Thread(() -> examine(report), "doctor");
        work.setDaemon(true);
        work.start();
        try {
            work.join(longest.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (work.isAlive()) {
            work.interrupt();
            report.add(Finding.warning(
                    "not-finished",
                    "Not everything was looked at within " + longest.toMillis() + " ms.",
                    "Redis, or the network to it, is too slow for sessions.",
                    "redis-cli -h HOST -p PORT --latency"));
        }
        return report;
    }

    private void examine(Report report) {
        try {
            SessionSettings found = settings.apply(Map.of());
            report.settings(found.found());
            found.warnings().forEach(warning -> report.add(ofWarning(warning)));
            examine(found, settings.apply(bounded(found)), report);
        } catch (InvalidSettingException e) {
            report.add(ofSetting(e));
        } catch (RuntimeException e) {
            report.add(Finding.error(
                    "failed",
                    "doctor itself failed: " + e + ".",
                    "The later steps were not checked.",
                    "Report it, with this line."));
        } catch (OutOfMemoryError e) {
            report.add(Finding.warning(
                    "not-finished",
                    "Not everything was looked at: that takes more memory than Java has here, "
                            + (Runtime.getRuntime().maxMemory() >> 20) + " MiB.",
                    "The later steps were not checked.",
                    "Give it more, as in: java -Xmx1g -jar abi-session.jar doctor"));
        }
    }

    private void examine(SessionSettings found, SessionSettings bounded, Report report) {
        RedisTarget target = new RedisTarget(found);
        new ExposureChecks(target, report).check();
        if (!new ReachabilityChecks(target, bounded, report).reach()) {
            return;
        }
        try (RedisConnections connections = RedisConnections.open(bounded)) {
            Server server = new Server(target, bounded, connections);
            Refusals refusals = new Refusals(server, report);
            ConnectionTest test = new ConnectionTest(server, refusals, report);
            if (!test.logIn()) {
                return;
            }
            boolean known = new ServerChecks(server, report).check(); // says more of a refusal than the refusal does
            if (test.write()) {
                new ClockCheck(server, clock, report).check();
                new PermissionChecks(server, refusals, report).check();
                new SampleChecks(server, report, known, longest.dividedBy(4)).check();
                new ReplicaChecks(server, report).check();
            }
        } catch (IllegalArgumentException e) {
            report.add(Finding.error(
                    "settings", String.valueOf(e.getMessage()), "Nothing works like this.", "Change that setting."));
        }
    }

    /**
     * Returns settings with shorter timeouts and a small pool, so that one command that hangs leaves time for the
     * others.
     */
    private Map<String, String> bounded(SessionSettings found) {
        Map<String, String> first = new LinkedHashMap<>();
        Duration wait = Duration.ofMillis(longest.toMillis() * 2 / 9);
        if (found.connectTimeout().compareTo(wait) > 0) {
            first.put("connect-timeout", wait.toMillis() + "ms");
        }
        if (found.commandTimeout().compareTo(wait) > 0) {
            first.put("command-timeout", wait.toMillis() + "ms");
        }
        first.put("pool-size", "4");
        return first;
    }

    private static Finding ofWarning(SettingWarning warning) {
        return switch (warning.code()) {
            case "env-file-permissions" ->
                Finding.warning(
                        "env-file-permissions",
                        warning.problem(),
                        "Another user of this machine reads the password, or sends the sessions to another server.",
                        warning.action());
            case "keys-file-permissions" ->
                Finding.warning(
                        "keys-file-permissions",
                        warning.problem(),
                        "Another user of this machine who can read Redis, too, reads what is encrypted there.",
                        warning.action());
            case "client-key-permissions" ->
                Finding.warning(
                        "client-key-permissions",
                        warning.problem(),
                        "Another user of this machine connects to Redis with it.",
                        warning.action());
            case "password-destination" ->
                Finding.warning(
                        "password-destination",
                        warning.problem(),
                        "A file that somebody leaves in the working directory is enough to collect the password.",
                        warning.action());
            default -> Finding.warning(warning.code(), warning.problem(), "It is a risk.", warning.action());
        };
    }

    private static Finding ofSetting(InvalidSettingException e) {
        return Finding.error(
                "settings", e.problem(), "The application does not start with a setting that is wrong.", e.action());
    }
}
