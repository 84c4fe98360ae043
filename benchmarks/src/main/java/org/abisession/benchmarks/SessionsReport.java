package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.abisession.benchmarks.SessionsExperiment.Effort;
import org.abisession.benchmarks.SessionsExperiment.Heap;
import org.abisession.benchmarks.SessionsExperiment.Result;
import org.abisession.benchmarks.SessionsExperiment.Stop;
import org.abisession.benchmarks.SessionsExperiment.Stored;

/** Holds what many sessions cost, for people and for programs. */
record SessionsReport(Environment environment, Effort effort, Result result) implements Report {
    /** The bytes of heap for each session that a node takes up and gives back while others are measured. */
    private static final int NOISE = 2000;

    @Override
    public String name() {
        return "sessions";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# Many sessions\n\n");
        text.append(environment.sentence());
        text.append(
                "Sessions of 1,000 characters in 5 attributes, and a small one. Ours are stored past HTTP, as copies of");
        text.append(" one that a node has made; a node must serve one of them. The others are made over HTTP.\n");
        text.append("Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=sessions`. ");
        text.append("Versions and settings are those of [cost.md](cost.md).\n");
        text.append("\n## Memory of Redis, bytes for a session\n\n").append(memory());
        text.append("\n## A sweep\n\nOne whole search for sessions whose time is over, among so many that are alive.");
        text.append(" With pauses of 2 ms; of all nodes one does it, every `sweep-interval`.\n\n");
        text.append(sweeps());
        text.append(
                "\n## Start of a node, ms\n\nFrom the start of a JVM with two nodes until the first one has made a");
        text.append(" session; medians of ")
                .append(effort.starts())
                .append(".\n\n")
                .append(starts());
        text.append("\n## Heap of a node, bytes for a session\n\nOf ").append(number(HeapRun.CHARACTERS));
        text.append(" characters in 10 attributes, after garbage collections. Idle: ");
        text.append(String.format(Locale.ROOT, "%,d", effort.idle()))
                .append(" sessions that no request uses. Active: ");
        text.append(effort.active()).append(" requests at the same time, each of which has read all attributes of its");
        text.append(" session; what as many requests without a session take is subtracted; medians of ");
        text.append(effort.rounds()).append(" rounds.\n");
        text.append("A node takes up and lets go other memory meanwhile: less than about " + number(NOISE)
                + ", also below 0, is nothing, and not on the chart.\n");
        text.append("The database of Jetty JDBC and the data of Hazelcast are in the same heap.\n\n");
        text.append(heaps());
        text.append("\n").append(images());
        text.append("\n## Where a candidate was stopped\n\n").append(stops());
        return text.toString();
    }

    @Override
    public Map<String, String> charts() {
        Map<String, Map<String, Double>> rows = new LinkedHashMap<>();
        for (Heap heap : result.heaps()) {
            bar(rows, "active", heap.candidate().title(), heap.active());
            bar(rows, "idle", heap.candidate().title(), heap.idle());
        }
        return rows.isEmpty()
                ? Map.of()
                : Map.of("sessions-heap.svg", Plot.bars("Heap of a node for a session", "bytes", rows));
    }

    private static void bar(Map<String, Map<String, Double>> rows, String row, String title, double bytes) {
        if (bytes >= NOISE) {
            rows.computeIfAbsent(row, key -> new LinkedHashMap<>()).put(title, bytes);
        }
    }

    private String memory() {
        Table table = new Table(List.of("", "sessions", "bytes for each", "seconds to fill"));
        for (Stored stored : result.stored()) {
            if (stored.sessions() > 0) {
                table.row(List.of(
                        stored.store(),
                        number(stored.sessions()),
                        number(stored.bytes()),
                        number(stored.fillSeconds())));
            }
        }
        return table.toString();
    }

    private String sweeps() {
        Table table = new Table(List.of("sessions", "seconds", "Redis CPU, seconds", "commands executed"));
        for (Stored stored : result.stored()) {
            Copies.Sweep sweep = stored.sweep();
            if (sweep != null) {
                table.row(List.of(
                        number(stored.sessions()),
                        String.format(Locale.ROOT, "%.2f", sweep.seconds()),
                        String.format(Locale.ROOT, "%.2f", sweep.redisCpuSeconds()),
                        number(sweep.executions())));
            }
        }
        return table.toString();
    }

    private String starts() {
        Set<Long> sizes = new LinkedHashSet<>();
        Set<Candidate> candidates = new LinkedHashSet<>();
        for (Stored stored : result.stored()) {
            sizes.add(stored.sessions());
            candidates.addAll(stored.startMillis().keySet());
        }
        List<String> titles = new ArrayList<>(List.of("sessions in Redis"));
        sizes.forEach(size -> titles.add(number(size)));
        Table table = new Table(titles);
        for (Candidate candidate : candidates) {
            List<String> row = new ArrayList<>(List.of(candidate.title()));
            sizes.forEach(size -> row.add(start(candidate, size)));
            table.row(row);
        }
        return table.toString();
    }

    private String start(Candidate candidate, long size) {
        return result.stored().stream()
                .filter(stored -> stored.sessions() == size)
                .map(stored -> stored.startMillis().get(candidate))
                .filter(millis -> millis != null)
                .map(SessionsReport::number)
                .findFirst()
                .orElse("-");
    }

    private String heaps() {
        Table table = new Table(List.of("", "idle", "active"));
        for (Heap heap : result.heaps()) {
            table.row(List.of(heap.candidate().title(), number(heap.idle()), number(heap.active())));
        }
        return table.toString();
    }

    private String stops() {
        StringBuilder text = new StringBuilder();
        for (Stop stop : result.stops()) {
            text.append("- ").append(stop.title()).append(" at ").append(number(stop.sessions()));
            text.append(": ").append(stop.reason()).append(".\n");
        }
        return text.isEmpty() ? "None was.\n" : text.toString();
    }

    private static String number(Number value) {
        return String.format(Locale.ROOT, "%,d", Math.round(value.doubleValue()));
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name());
        document.put("idle", effort.idle());
        document.put("active", effort.active());
        document.put("stored", result.stored());
        document.put("heaps", result.heaps());
        document.put("stops", result.stops());
        return document;
    }
}
