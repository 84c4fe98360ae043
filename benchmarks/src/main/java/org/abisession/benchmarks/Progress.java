package org.abisession.benchmarks;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an experiment is. */
@FunctionalInterface
interface Progress {
    /** The characters of a line of a terminal. */
    int WIDTH = 99;

    /** Shows nothing. */
    Progress NONE = task -> {};

    /** Notes that one more step of a task is done. */
    void step(String task);

    /** Returns a progress bar on the error output, which shows the remaining time, too. */
    static ProgressBar bar(String task, long steps) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(1000)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build();
    }
}
