package org.abisession.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Shows the progress of a scan on the error output, if that is a terminal and the scan takes long. */
final class Progress implements AutoCloseable {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int WIDTH = 79;

    private final boolean shown;
    private final String task;
    private final long total;
    private final String unit;
    private long nextLine = System.nanoTime() + QUIET_NANOS;
    private long done;
    private boolean drawn;

    /** Starts at 0 of {@code total}, which is -1 where it is unknown; the unit is a word in the plural. */
    Progress(CliEnvironment environment, String task, long total, String unit) {
        this.shown = environment.errorTerminal();
        this.task = task;
        this.total = total;
        this.unit = unit;
    }

    void step(long count) {
        done += count;
        long now = System.nanoTime();
        if (shown && now - nextLine > 0) {
            draw(
                    total > 0
                            ? String.format(
                                    Locale.ROOT,
                                    "%s: %d %% of %d %s",
                                    task,
                                    Math.min(100, 100 * done / total),
                                    total,
                                    unit)
                            : String.format(Locale.ROOT, "%s: %d %s", task, done, unit));
            drawn = true;
            nextLine = now + PAUSE_NANOS;
        }
    }

    /** Overwrites the line that was drawn before. */
    private static void draw(String line) {
        System.err.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())) + "\r");
        System.err.flush();
    }

    @Override
    public void close() {
        if (drawn) {
            draw("");
        }
    }
}
