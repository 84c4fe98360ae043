package org.abisession.benchmarks;

import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Mixin;

/** Holds what the commands on Redis have in common: {@code --redis}, {@code --output}, and how they run. */
final class RunOptions {
    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ReportOption output;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RedisOption redis;

    /** Describes what is measured: on a Redis that is empty each time it is asked for. */
    @FunctionalInterface
    interface Experiment<R> {
        R run(Supplier<MeasuredRedis> redis, Progress progress) throws Exception;
    }

    /** Runs an experiment of so many steps and writes its report; returns the exit code of the command. */
    <R> int run(String name, long steps, Experiment<R> experiment, BiFunction<Environment, R, Report> report)
            throws Exception {
        Environment environment = Environment.here(InstantSource.system(), redis.build());
        R result;
        try (ProgressBar bar = Progress.bar(name, steps)) {
            result = experiment.run(redis::open, task -> bar.step().setExtraMessage(task));
        }
        output.write(report.apply(environment, result));
        return 0;
    }
}
