package org.abisession.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The lines of a run, for people and for programs. */
record LoadReport(Environment environment, String name, String title, LoadPlan plan, List<LoadLine> lines)
        implements Report {
    @Override
    public Map<String, String> charts() {
        return new LoadCharts(name, lines).files();
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# " + title + "\n\n");
        text.append(environment.sentence());
        text.append(String.format(Locale.ROOT, """
                %d interleaved rounds of %d ms for each candidate, after %d requests of each kind and one round that do not count; answers checked.
                Each client has a session and a connection of its own, all on one node. p50, requests/s and CPU are medians of the rounds, p99 and p99.9 are of all rounds together.
                Times depend on the machine and on what else runs there; the ratios are of the same run.
                PING and HGETALL are raw commands by as many clients, the latter for a hash as large as the session: what Redis and its bytes cost alone.
                """, plan.rounds(), plan.round().toMillis(), plan.warmUp()));
        if (plan.asks().contains(Setting.Ask.CREATE)) {
            text.append("After each create comes a logout, which counts in requests/s and CPU only.\n");
        }
        if (plan.grid().stream().anyMatch(setting -> setting.rate() > 0)) {
            text.append("Where a number of requests/s is given they are sent at fixed times whatever the answers, and");
            text.append(" their time counts from then (some 50 us of it are the timer's).\n");
        }
        if (plan.isDelayed()) {
            text.append(
                    "PING goes the same long way: p50 / PING is how often a request of one client waits for Redis,");
            text.append(" and its own work.\n");
        }
        text.append("Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=")
                .append(name)
                .append("`. Versions and settings are those of [cost.md](cost.md).\n\n");
        text.append(images());
        for (Setting setting : plan.grid()) {
            Table table = new Table(columns());
            lines.stream().filter(line -> line.setting().equals(setting)).forEach(line -> table.row(cells(line)));
            text.append("\n## ").append(setting.title()).append("\n\n").append(table);
        }
        return text.toString();
    }

    private List<String> columns() {
        List<String> columns = new ArrayList<>(
                List.of("", "p50, us", "p99, us", "p99.9, us", "requests/s", "node CPU, us", "Redis CPU, us"));
        columns.addAll(
                hasMemory() ? List.of("p50 / (in memory + PING)", "requests/s to in memory") : List.of("p50 / PING"));
        return columns;
    }

    private List<String> cells(LoadLine line) {
        List<String> cells = new ArrayList<>();
        cells.add(line.candidate());
        if (line.failure() != null) {
            cells.add("failed: " + line.failure().replace("|", "\\|"));
            cells.addAll(Collections.nCopies(columns().size() - 2, ""));
            return cells;
        }
        cells.add(number(line.p50()));
        cells.add(line.samples() < 100 ? "" : number(line.p99())); // of fewer it would be the longest
        cells.add(line.samples() < 1000 ? "" : number(line.p999()));
        cells.add(number(line.perSecond()));
        boolean raw = RawRedis.isRaw(line.candidate());
        cells.add(raw ? "" : number(line.nodeCpu()));
        cells.add(raw ? "" : number(line.redisCpu()));
        if (hasMemory()) {
            LoadLine memory = beside(line, memory(line));
            cells.add(raw || memory == null ? "" : ratio(line.p50(), memory.p50() + ping(line)));
            cells.add(raw || memory == null ? "" : ratio(line.perSecond(), memory.perSecond()));
        } else {
            cells.add(ratio(line.p50(), ping(line)));
        }
        return cells;
    }

    private boolean hasMemory() {
        return plan.candidates().stream().anyMatch(Candidate::inMemory);
    }

    /** Returns the line of the candidate that has its sessions in memory on the same server. */
    private static String memory(LoadLine line) {
        return line.candidate().contains("Jetty") ? Candidate.JETTY_MEMORY.title() : Candidate.TOMCAT_MEMORY.title();
    }

    private double ping(LoadLine line) {
        LoadLine ping = beside(line, RawRedis.PING);
        return ping == null ? 0 : ping.p50();
    }

    private static String ratio(double figure, double to) {
        return to == 0 ? "" : String.format(Locale.ROOT, "%.2f", figure / to);
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, "%.0f", figure);
    }

    /** Returns the line of another candidate in the same setting; null if it was not measured or has failed. */
    private @Nullable LoadLine beside(LoadLine like, String candidate) {
        return lines.stream()
                .filter(line -> line.setting().equals(like.setting())
                        && line.candidate().equals(candidate))
                .filter(line -> line.failure() == null)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name);
        document.put("rounds", plan.rounds());
        document.put("roundMillis", plan.round().toMillis());
        document.put("warmUp", plan.warmUp());
        document.put("lines", lines);
        return document;
    }
}
