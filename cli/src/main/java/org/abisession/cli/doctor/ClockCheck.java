package org.abisession.cli.doctor;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** Compares the clock of this machine with that of Redis. */
final class ClockCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(2);

    private final Server server;
    private final InstantSource clock;
    private final Report report;

    ClockCheck(Server server, InstantSource clock, Report report) {
        this.server = server;
        this.clock = clock;
        this.report = report;
    }

    void check() {
        server.ask("time").ifPresent(answer -> {
            if (answer instanceof List<?> time && time.size() == 2) {
                long redis = Long.parseLong(String.valueOf(time.get(0))) * 1000
                        + Long.parseLong(String.valueOf(time.get(1))) / 1000;
                Duration ahead = Duration.ofMillis(clock.millis() - redis);
                if (ahead.abs().compareTo(TOLERATED) > 0) {
                    report.add(Finding.warning(
                            "clock",
                            "The clock of this machine is " + ahead.abs().toSeconds() + " s "
                                    + (ahead.isNegative() ? "behind" : "ahead of") + " that of Redis.",
                            "Times of sessions and turns are wrong: some are set by this machine, others by Redis.",
                            "timedatectl set-ntp true, on both machines."));
                }
            }
        });
    }
}
