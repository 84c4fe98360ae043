package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.abisession.benchmarks.ConversationExperiment.Effort;
import org.abisession.benchmarks.ConversationExperiment.Line;
import org.abisession.benchmarks.ConversationExperiment.Result;

/** Holds what turns cost, for people and for programs. */
record ConversationReport(Environment environment, Effort effort, Result result) implements Report {
    /** The most that the last turn of our candidate may cost, as a multiple of the first one. */
    private static final double LIMIT = 1.2;

    private static final Map<String, ToDoubleFunction<Line>> COUNTED = new LinkedHashMap<>();
    private static final Map<String, ToDoubleFunction<Line>> TIMED = new LinkedHashMap<>();

    static {
        COUNTED.put("Round trips", line -> line.cost().roundTrips());
        COUNTED.put("Commands executed", line -> line.cost().executions());
        COUNTED.put("Bytes to Redis", line -> line.cost().bytesIn());
        COUNTED.put("Bytes from Redis", line -> line.cost().bytesOut());
        TIMED.put("Redis CPU, us", Line::redisCpu);
        TIMED.put("Node CPU, us", Line::nodeCpu);
        TIMED.put("p50 over HTTP, us", Line::p50);
    }

    @Override
    public String name() {
        return "conversation";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# A growing conversation\n\n");
        text.append(environment.sentence());
        text.append("What turn n of a conversation costs; a turn is a question of 40 characters and an answer of 360.");
        text.append(" Ours: a List in Redis, `Conversation.append`.\n");
        text.append("The others: a List as an attribute of the session, set again with each turn.\n");
        text.append("Counts are the most frequent of ").append(effort.counted()).append(" turns. ");
        text.append("Times are medians of ").append(effort.rounds()).append(" rounds of up to ");
        text.append(effort.turns()).append(" turns for each n, in turn; one client; answers checked.\n");
        text.append("A candidate is stopped where a turn takes more than ")
                .append(effort.longestTurn().toSeconds())
                .append(" s, a request fails or has no answer for");
        text.append(" 20 s, or filling takes more than 60 s; the heap of its nodes is that of the flags above.\n");
        text.append("Times depend on the machine and on what else runs there. Again: ");
        text.append("`mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=conversation`. ");
        text.append("Versions and settings are those of [cost.md](cost.md).\n");
        text.append("\n").append(images());
        text.append("\n## The last turn beside the first\n\n").append(growth());
        text.append("\n## Where a candidate was stopped\n\n").append(stops());
        COUNTED.forEach((title, figure) -> table(text, title, figure));
        TIMED.forEach((title, figure) -> table(text, title, figure));
        return text.toString();
    }

    @Override
    public Map<String, String> charts() {
        Map<String, String> charts = new LinkedHashMap<>();
        charts.put(
                "conversation-time.svg", Plot.lines("Time of turn n, median", "n", "microseconds", lines(Line::p50)));
        charts.put(
                "conversation-bytes.svg",
                Plot.lines(
                        "Bytes to Redis of turn n",
                        "n",
                        "bytes",
                        lines(line -> line.cost().bytesIn())));
        return charts;
    }

    private Map<String, Map<Long, Double>> lines(ToDoubleFunction<Line> figure) {
        Map<String, Map<Long, Double>> lines = new LinkedHashMap<>();
        result.lines()
                .forEach(line -> lines.computeIfAbsent(line.candidate().title(), title -> new TreeMap<>())
                        .put(line.n(), figure.applyAsDouble(line)));
        return lines;
    }

    private String growth() {
        List<String> titles = new ArrayList<>(List.of("", "turns"));
        Map<String, ToDoubleFunction<Line>> figures = figures();
        titles.addAll(figures.keySet());
        Table table = new Table(titles);
        double most = 0;
        long last = 0;
        for (Candidate candidate : candidates()) {
            List<Line> of = result.lines().stream()
                    .filter(line -> line.candidate() == candidate)
                    .toList();
            Line from = of.get(0);
            Line to = of.get(of.size() - 1);
            List<String> row = new ArrayList<>(
                    List.of(candidate.title(), String.format(Locale.ROOT, "%,d and %,d", from.n(), to.n())));
            figures.values()
                    .forEach(figure -> row.add(
                            String.format(Locale.ROOT, "%.2f", figure.applyAsDouble(to) / figure.applyAsDouble(from))));
            table.row(row);
            if (candidate.ours()) {
                last = Math.max(last, to.n());
                most = Math.max(most, greatest(from, to));
            }
        }
        String verdict = last == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "Turn %,d of ours costs at most %.2f times turn 1 on Redis; the limit of %.1f is %s.%n%n",
                        last,
                        most,
                        LIMIT,
                        most <= LIMIT ? "kept" : "exceeded");
        return verdict + table;
    }

    /** Returns the greatest ratio of two lines' counts and processor time on Redis. */
    private static double greatest(Line from, Line to) {
        double most = to.redisCpu() / from.redisCpu();
        for (ToDoubleFunction<Line> figure : COUNTED.values()) {
            most = Math.max(most, figure.applyAsDouble(to) / figure.applyAsDouble(from));
        }
        return most;
    }

    private static Map<String, ToDoubleFunction<Line>> figures() {
        Map<String, ToDoubleFunction<Line>> all = new LinkedHashMap<>(COUNTED);
        all.putAll(TIMED);
        return all;
    }

    private String stops() {
        StringBuilder text = new StringBuilder();
        result.stops()
                .forEach(stop -> text.append(String.format(
                        Locale.ROOT, "- %s at %,d: %s.%n", stop.candidate().title(), stop.n(), stop.reason())));
        return text.isEmpty() ? "None was.\n" : text.toString();
    }

    private void table(StringBuilder text, String title, ToDoubleFunction<Line> figure) {
        List<String> titles = new ArrayList<>(List.of("n"));
        candidates().forEach(candidate -> titles.add(candidate.title()));
        Table table = new Table(titles);
        Set<Long> sizes = new TreeSet<>();
        result.lines().forEach(line -> sizes.add(line.n()));
        for (long n : sizes) {
            List<String> row = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", n)));
            for (Candidate candidate : candidates()) {
                row.add(line(candidate, n)
                        .map(line -> String.format(Locale.ROOT, "%,.0f", figure.applyAsDouble(line)))
                        .orElse("-"));
            }
            table.row(row);
        }
        text.append("\n## ").append(title).append("\n\n").append(table);
    }

    private Set<Candidate> candidates() {
        Set<Candidate> all = new LinkedHashSet<>();
        result.lines().forEach(line -> all.add(line.candidate()));
        return all;
    }

    private Optional<Line> line(Candidate candidate, long n) {
        return result.lines().stream()
                .filter(line -> line.candidate() == candidate && line.n() == n)
                .findFirst();
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name());
        document.put("effort", effort.toString());
        document.put("lines", result.lines());
        document.put("stops", result.stops());
        return document;
    }
}
