package org.abisession.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Holds what calls of the store have cost, for people and for programs. */
record CallsReport(Environment environment, List<CallsExperiment.Line> lines) implements Report {
    @Override
    public String name() {
        return "calls";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# What a call of the store costs Redis\n\n");
        text.append(environment.sentence());
        text.append("""
                Sessions of 4 KB in 10 attributes; a read is one load, a change is a load and a save of one small attribute. Threads wait for nothing but the store.
                Commands include those that scripts call; reads are how often Redis took something from a socket. Calls of several threads travel together, so there are fewer of these.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=calls`

                """);
        Table table = new Table(List.of("", "threads", "time, us", "Redis' CPU, us", "commands", "reads of a socket"));
        for (CallsExperiment.Line line : lines) {
            table.row(List.of(
                    line.operation(),
                    Integer.toString(line.threads()),
                    String.format(Locale.ROOT, "%.0f", line.micros()),
                    String.format(Locale.ROOT, "%.1f", line.cpuMicros()),
                    String.format(Locale.ROOT, "%.1f", line.commands()),
                    String.format(Locale.ROOT, "%.2f", line.reads())));
        }
        return text.append(table).toString();
    }

    @Override
    public Map<String, Object> document() {
        return environment.document(name(), lines);
    }
}
