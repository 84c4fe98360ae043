package org.abisession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Describes where and when a run was. */
record Environment(Instant date, String machine, String java, String redis) {
    private static final Path CPUS = Path.of("/proc/cpuinfo");

    static Environment here(InstantSource clock, String redisBuild) {
        return new Environment(
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                String.format(
                        Locale.ROOT,
                        "%d x %s, %s",
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name")),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version") + ", "
                        + String.join(" ", ChildJvm.FLAGS),
                redisBuild);
    }

    /** Returns when and on which machine the experiment ran, as a sentence. */
    String sentence() {
        return "Measured on " + date + ": " + machine + "; " + java + "; Redis " + redis + ".\n";
    }

    /** Returns how the JSON of an experiment begins; the caller adds more. */
    Map<String, Object> document(String experiment) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("experiment", experiment);
        document.put("date", date.toString());
        document.put("machine", machine);
        document.put("java", java);
        document.put("redis", redis);
        return document;
    }

    /** Returns the document of an experiment that has lines alone. */
    Map<String, Object> document(String experiment, List<?> lines) {
        Map<String, Object> document = document(experiment);
        document.put("lines", lines);
        return document;
    }

    private static String processor() {
        try {
            return Files.readAllLines(CPUS).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch"); // no Linux
        }
    }
}
