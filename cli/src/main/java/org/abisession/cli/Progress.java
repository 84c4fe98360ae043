package org.abisession.cli;

import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows the progress of a scan on the error output, if that is a terminal and the scan takes long. */
final class Progress implements AutoCloseable {
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int WIDTH = 79;

    private final boolean shown;
    private final String task;
    private final long total;
    private final long begun = System.nanoTime();
    private long done;
    private @Nullable ProgressBar bar;

    /** Starts at 0 of {@code total}, which is -1 where it is unknown. */
    Progress(CliEnvironment environment, String task, long total) {
        this.shown = environment.errorTerminal();
        this.task = task;
        this.total = total;
    }

    void step(long count) {
        done += count;
        if (!shown) {
            return;
        }
        if (bar == null && System.nanoTime() - begun > QUIET_NANOS) {
            bar = new ProgressBarBuilder()
                    .setTaskName(task)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setUnit(" keys", 1)
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                    .clearDisplayOnFinish()
                    .build();
        }
        if (bar != null) {
            bar.stepTo(total < 0 ? done : Math.min(done, total));
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
