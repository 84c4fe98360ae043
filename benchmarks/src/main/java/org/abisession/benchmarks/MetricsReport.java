package org.abisession.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Holds what the metrics of a request have cost, for people and for programs. */
record MetricsReport(Environment environment, List<MetricsExperiment.Line> lines) implements Report {
    @Override
    public String name() {
        return "metrics";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# What the metrics of a request cost\n\n");
        text.append(environment.sentence());
        text.append("""
                Processor time, the median of all rounds. A request goes over HTTP to Tomcat in a process of its own, and all of that process counts; the session has 4 KB in 10 attributes. A change is a load and a save of one small attribute.
                Counted is what the node counts of it, without and with a registry of Micrometer that has the meters. The meters ask for their figures when they are read, so a request does not see whether there is a registry.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=metrics`

                """);
        Table table = new Table(List.of("", "request, us", "counted, us", "counted with Micrometer, us", "part, %"));
        for (MetricsExperiment.Line line : lines) {
            table.row(List.of(
                    line.operation(),
                    String.format(Locale.ROOT, "%.1f", line.node()),
                    String.format(Locale.ROOT, "%.3f", line.counted()),
                    String.format(Locale.ROOT, "%.3f", line.bound()),
                    String.format(Locale.ROOT, "%.2f", line.percent())));
        }
        return text.append(table).toString();
    }

    @Override
    public Map<String, Object> document() {
        return environment.document(name(), lines);
    }
}
