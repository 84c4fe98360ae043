package org.abisession.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Holds what JMH has measured, for people and for programs. */
record InsideReport(Environment environment, InsideExperiment experiment, List<InsideExperiment.Line> lines)
        implements Report {
    @Override
    public String name() {
        return "inside";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# Inside a node: time and allocation of an operation\n\n");
        text.append(environment.sentence());
        text.append(String.format(
                Locale.ROOT,
                """
                Means of %d iterations of %d ms after %d that do not count, in each of %d JVMs; one thread. Allocation by JMH's gc profiler.
                Sessions are of 4 KB in 10 attributes; `Store` goes to a Redis on this machine, `Store.ping` is a raw PING. `InPlaceCheck` has sessions of 10 lists of strings (mutable) or 10 strings that a request has read.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=inside`

                """,
                experiment.iterations(),
                experiment.iteration().toMillis(),
                experiment.warmUps(),
                experiment.forks()));
        Table table = new Table(List.of("", "of", "time, us", "+/-", "allocated, bytes"));
        for (InsideExperiment.Line line : lines) {
            table.row(List.of(
                    "`" + line.operation() + "`",
                    line.value(),
                    micros(line.micros()),
                    micros(line.error()),
                    String.format(Locale.ROOT, "%.0f", line.bytes())));
        }
        return text.append(table).toString();
    }

    private static String micros(double micros) {
        return Double.isNaN(micros) ? "" : String.format(Locale.ROOT, micros < 10 ? "%.3f" : "%.1f", micros);
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name());
        document.put("options", experiment);
        document.put("lines", lines);
        return document;
    }
}
