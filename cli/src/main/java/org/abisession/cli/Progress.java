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
    private long nextLine = System.nanoTime() + QUIET_NANOS;
    private long done;
    private boolean drawn;

    /** Starts at 0 of {@code total}, which is -1 where it is unknown. */
    Progress(CliEnvironment environment, String task, long total) {
        this.shown = environment.errorTerminal();
        this.task = task;
        this.total = total;
    }

    void step(long count) {
        done += count;
        long now = System.nanoTime();
        if (shown && now - nextLine > 0) {
            draw(
                    total > 0
                            ? String.format(
                                    Locale.ROOT, "%s: %d %% of %d keys", task, Math.min(100, 100 * done / total), total)
                            : String.format(Locale.ROOT, "%s: %d keys", task, done));
            drawn = true;
            nextLine = now + PAUSE_NANOS;
        }
    }

    /** Writes over the line that was drawn before. */
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
