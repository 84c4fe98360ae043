package org.abisession.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Holds what sticky balancing of two nodes is worth, for people and for programs. */
record BalancingReport(Environment environment, LoadPlan plan, BalancingExperiment.Result result) implements Report {
    @Override
    public String name() {
        return "balancing";
    }

    @Override
    public String markdown() {
        StringBuilder text = new StringBuilder("# Two nodes: sticky balancing, and balancing that is not\n\n");
        text.append(environment.sentence());
        text.append(String.format(Locale.ROOT, """
                Each client has a session. Sticky: it stays on one of the two nodes. Not sticky: it asks the other node each time. Both nodes are in one process.
                %d interleaved rounds of %d ms for each candidate, after %d requests of each kind and one round that do not count; answers checked. p50, requests/s and CPU are medians of the rounds, p99 is of all rounds together.
                Round trips and commands are means, counted for one client behind a proxy, in a run of their own; commands include those that scripts call. With a near cache they are less the faster requests come one after the other.
                Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=balancing`. Versions and settings are those of [cost.md](cost.md).
                """, plan.rounds(), plan.round().toMillis(), plan.warmUp()));
        List<String> titles = plan.grid().stream()
                .map(BalancingReport::withoutBalancing)
                .distinct()
                .toList();
        for (String title : titles) {
            Table table = new Table(List.of(
                    "",
                    "balancing",
                    "p50, us",
                    "p99, us",
                    "requests/s",
                    "round trips",
                    "commands",
                    "Redis CPU, us",
                    "node CPU, us"));
            for (Candidate candidate : plan.candidates()) {
                lines(candidate)
                        .filter(line -> withoutBalancing(line.setting()).equals(title))
                        .forEach(line -> table.row(cells(candidate, line)));
            }
            text.append("\n## ").append(title).append("\n\n").append(table);
        }
        return text.toString();
    }

    private Stream<LoadLine> lines(Candidate candidate) {
        return result.lines().stream().filter(line -> line.candidate().equals(candidate.title()));
    }

    private static String withoutBalancing(Setting setting) {
        return setting.with(Balancing.ONE_NODE).title();
    }

    private List<String> cells(Candidate candidate, LoadLine line) {
        Setting setting = line.setting();
        String balancing = setting.balancing().title();
        if (line.failure() != null) {
            String failure = "failed: " + line.failure().replace("|", "\\|");
            return List.of(candidate.title(), balancing, failure, "", "", "", "", "", "");
        }
        BalancingExperiment.Count count = Objects.requireNonNull(result.counts().stream()
                .filter(one -> one.candidate() == candidate
                        && one.balancing() == setting.balancing()
                        && one.ask() == setting.ask())
                .findFirst()
                .orElse(null));
        return List.of(
                candidate.title(),
                balancing,
                number(line.p50()),
                line.samples() < 100 ? "" : number(line.p99()),
                number(line.perSecond()),
                String.format(Locale.ROOT, "%.2f", count.roundTrips()),
                String.format(Locale.ROOT, "%.1f", count.commands()),
                String.format(Locale.ROOT, "%.1f", line.redisCpu()),
                number(line.nodeCpu()));
    }

    private static String number(double figure) {
        return String.format(Locale.ROOT, "%.0f", figure);
    }

    @Override
    public Map<String, Object> document() {
        Map<String, Object> document = environment.document(name());
        document.put("rounds", plan.rounds());
        document.put("roundMillis", plan.round().toMillis());
        document.put("warmUp", plan.warmUp());
        document.put("lines", result.lines());
        document.put("counts", result.counts());
        return document;
    }
}
