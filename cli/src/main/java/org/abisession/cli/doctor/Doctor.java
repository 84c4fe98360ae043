package org.abisession.cli.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.abisession.redis.RedisConnections;
import org.abisession.settings.InvalidSettingException;
import org.abisession.settings.SessionSettings;

/** Looks at settings, connection, server and stored sessions, one check after the other, for less than five seconds. */
public final class Doctor {
    /** How long it takes at most, for people. */
    public static final Duration LONGEST = Duration.ofMillis(4500);

    private final Function<Map<String, String>, SessionSettings> settings;
    private final InstantSource clock;
    private final Duration longest;

    /**
     * Reads its settings in this way.
     *
     * @param settings makes settings, with some that come before all others
     * @param longest after which time it answers with what it has
     */
    public Doctor(Function<Map<String, String>, SessionSettings> settings, InstantSource clock, Duration longest) {
        this.settings = settings;
        this.clock = clock;
        this.longest = longest;
    }

    /** Does all of it. Answers in time even where a step hangs. */
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
                    "redis-cli --latency"));
        }
        return report;
    }

    private void examine(Report report) {
        try {
            SessionSettings found = settings.apply(Map.of());
            report.settings(found.found());
            examine(found, settings.apply(bounded(found)), report);
        } catch (InvalidSettingException e) {
            report.add(ofSetting(e));
        } catch (RuntimeException e) {
            report.add(Finding.error(
                    "failed",
                    "doctor itself failed: " + e + ".",
                    "What comes behind this step was not looked at.",
                    "Report it, with this line."));
        }
    }

    private void examine(SessionSettings found, SessionSettings bounded, Report report) {
        Place place = new Place(found);
        new Exposure(place, report).check();
        if (!new Wire(place, bounded, report).reach()) {
            return;
        }
        try (RedisConnections connections = RedisConnections.open(bounded)) {
            Server server = new Server(place, bounded, connections);
            Refusals refusals = new Refusals(place, report);
            ConnectionTest test = new ConnectionTest(server, refusals, report);
            if (!test.logIn()) {
                return;
            }
            boolean known = new ServerChecks(server, report).check(); // says more of a refusal than the refusal does
            if (test.write()) {
                new ClockCheck(server, clock, report).check();
                new PermissionChecks(server, refusals, report).check();
                new SampleChecks(server, report, known, longest.dividedBy(4)).check();
            }
        } catch (IllegalArgumentException e) {
            report.add(Finding.error(
                    "settings", String.valueOf(e.getMessage()), "Nothing works like this.", "Change that setting."));
        }
    }

    /** So that one hanging command leaves time for the others. */
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

    /** Its message ends in the next action. */
    private static Finding ofSetting(InvalidSettingException e) {
        String message = String.valueOf(e.getMessage());
        int action = message.lastIndexOf(". ");
        List<String> parts = action < 0
                ? List.of(message, "Correct it.")
                : List.of(message.substring(0, action + 1), message.substring(action + 2));
        return Finding.error(
                "settings", parts.get(0), "The application does not start with a setting that is wrong.", parts.get(1));
    }
}
