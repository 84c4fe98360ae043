package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Time and allocation of what a node does inside, by JMH.
 *
 * @param forks JVMs that measure each operation one after the other; 0 for this one, which is no measure
 * @param warmUps iterations that do not count
 * @param only a regular expression for {@code Class.method}
 */
record InsideExperiment(int forks, int warmUps, int iterations, Duration iteration, String only) {
    private static final String BENCHMARKS = "org.abisession.benchmarks.inside.";
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    /**
     * One operation.
     *
     * @param value of which kind its subject is, or empty
     * @param micros mean time
     * @param error half of the interval that has the mean with 99.9 percent confidence; NaN for less than two
     *     iterations
     * @param bytes allocated by it
     */
    record Line(String operation, String value, double micros, double error, double bytes) {}

    /** Returns the lines in the order of the names of operations. JMH prints its progress on the standard output. */
    List<Line> run() throws RunnerException {
        List<Line> lines = new ArrayList<>();
        TimeValue time = TimeValue.milliseconds(iteration.toMillis());
        for (RunResult result : new Runner(new OptionsBuilder()
                        .include(BENCHMARKS.replace(".", "\\.") + "(" + only + ")")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .forks(forks)
                        .warmupIterations(warmUps)
                        .warmupTime(time)
                        .measurementIterations(iterations)
                        .measurementTime(time)
                        .jvmArgs(ChildJvm.FLAGS.toArray(String[]::new))
                        .jvmArgsAppend(MeasuredRedis.SERVER_FLAG)
                        .addProfiler(GCProfiler.class)
                        .shouldFailOnError(true)
                        .build())
                .run()) {
            lines.add(line(result));
        }
        return lines;
    }

    private static Line line(RunResult result) {
        BenchmarkParams params = result.getParams();
        List<String> values = params.getParamsKeys().stream()
                .map(key -> key.equals("value") ? params.getParam(key) : key + " " + params.getParam(key))
                .map(value -> value.toLowerCase(Locale.ROOT).replace('_', ' '))
                .toList();
        Result<?> allocated = result.getSecondaryResults().get(ALLOCATED);
        return new Line(
                params.getBenchmark().substring(BENCHMARKS.length()),
                String.join(", ", values),
                result.getPrimaryResult().getScore(),
                result.getPrimaryResult().getScoreError(),
                allocated == null ? Double.NaN : allocated.getScore());
    }
}
