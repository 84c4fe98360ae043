package org.abisession.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Holds what one Redis carries for several nodes, for people and for programs. */
record NodesReport(Environment environment, NodesExperiment.Effort effort, List<NodesExperiment.Line> lines)
        implements Report {
    @Override
    public String name() {
        return "nodes";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# How many reads and changes one Redis carries\n\n");
        text.append(environment.sentence());
        text.append(String.format(
                Locale.ROOT,
                """
                A node is a process that calls a store as a manager or filter does, without a container: %d threads that wait for nothing else. %,d sessions of 4 KB in 10 attributes are divided among the nodes; each stays on its node.
                A thread calls %d times for a session, then for the next one: requests come in bursts. With a near cache Redis' work goes by the bursts, not by the calls: longer bursts take less for each call. It includes what nodes tell Redis of accesses up to 1.5 s later.
                Medians of %d interleaved rounds of %d ms for each store, after %d ms and one round that do not count.
                Nodes and Redis share the processors of the machine: *calls/s* is what they reached together. *One core carries* is how many calls take Redis a second of processor time, and so what one Redis carries where nodes have processors of their own. It is more where calls come faster than here, since Redis then takes several at once.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=nodes`. Versions are those of [cost.md](cost.md).
                """,
                effort.threads(),
                effort.sessions(),
                effort.burst(),
                effort.rounds(),
                effort.time().toMillis(),
                effort.warmUp().toMillis()));
        for (String operation : CallsExperiment.OPERATIONS) {
            Table table = new Table(List.of(
                    "",
                    "nodes",
                    "calls/s",
                    "Redis' core in use",
                    "Redis' CPU for a call, us",
                    "one core carries, calls/s",
                    "commands",
                    "reads of a socket"));
            lines.stream().filter(line -> line.operation().equals(operation)).forEach(line -> table.row(cells(line)));
            text.append("\n## ").append(operation).append("\n\n").append(table);
        }
        return text.toString();
    }

    private static List<String> cells(NodesExperiment.Line line) {
        return List.of(
                line.store(),
                Integer.toString(line.nodes()),
                String.format(Locale.ROOT, "%,.0f", line.perSecond()),
                String.format(Locale.ROOT, "%.0f %%", 100 * line.core()),
                String.format(Locale.ROOT, "%.1f", line.cpuMicros()),
                String.format(Locale.ROOT, "%,.0f", line.carried()),
                String.format(Locale.ROOT, "%.1f", line.commands()),
                String.format(Locale.ROOT, "%.2f", line.reads()));
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name());
        document.put("sessions", effort.sessions());
        document.put("threads", effort.threads());
        document.put("burst", effort.burst());
        document.put("rounds", effort.rounds());
        document.put("roundMillis", effort.time().toMillis());
        document.put("lines", lines);
        return document;
    }
}
