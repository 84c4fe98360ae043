package org.abisession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;

/** The costs of a run, for people and for programs. */
final class CostReport implements Report {
    /** The most commands of a group that is found to be repeated. */
    private static final int LONGEST_GROUP = 40;

    private final Environment environment;
    private final int sessions;
    private final Map<Candidate, Map<RequestKind, CostCell>> costs;

    CostReport(Environment environment, int sessions, Map<Candidate, Map<RequestKind, CostCell>> costs) {
        this.environment = environment;
        this.sessions = sessions;
        this.costs = costs;
    }

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String markdown() throws IOException {
        StringBuilder text = new StringBuilder("# What a request costs on Redis\n\n");
        text.append("Counted on ")
                .append(environment.date())
                .append(", not timed: ")
                .append(environment.machine());
        text.append("; ")
                .append(environment.java())
                .append("; Redis ")
                .append(environment.redis())
                .append(".\n");
        text.append("Each figure is the most frequent of ").append(sessions).append(" sessions with 10 attributes");
        text.append(" of 400 characters and a small one, two nodes, one request at a time, answers checked.\n");
        text.append("A page is a read and thirty resources, with the cookie, whose application does not ask for the");
        text.append(" session: one after the other, on the node that has not made the session.\n");
        text.append(
                "Jetty's nodes have names, so the first response of the other node brings the cookie with its name;");
        text.append(" abi-session looks before whether the id is still right, which is one round trip.\n");
        text.append("It includes what a candidate does after its response. **Bold** is the least of a row.\n");
        text.append(
                "Four times a second a node with near cache asks whether its channel lives: 14 bytes, and 20 back.\n");
        text.append("Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=cost`\n");
        table(text, "Round trips", "How often something waits for Redis.", Cost::roundTrips);
        table(text, "Commands sent", "", cost -> cost.commands().size());
        table(text, "Commands executed", "Those that scripts call included.", Cost::executions);
        table(text, "Bytes to Redis", "", Cost::bytesIn);
        table(text, "Bytes from Redis", "", Cost::bytesOut);
        text.append("\n## Answers that were wrong, and what else was seen\n\n");
        text.append(seen());
        text.append("\n## Commands\n\n");
        costs.forEach((candidate, row) -> commands(text, candidate, row));
        text.append("\n## Settings\n\n");
        for (Candidate candidate : costs.keySet()) {
            settings(text, candidate);
        }
        return text.toString();
    }

    private void table(StringBuilder text, String title, String explanation, ToLongFunction<Cost> figure) {
        text.append("\n## ").append(title).append("\n\n");
        if (!explanation.isEmpty()) {
            text.append(explanation).append("\n\n");
        }
        text.append("| request |");
        costs.keySet()
                .forEach(candidate -> text.append(' ').append(candidate.title()).append(" |"));
        text.append("\n|---|").append("---:|".repeat(costs.size())).append('\n');
        for (RequestKind kind : RequestKind.values()) {
            OptionalLong least = costs.values().stream()
                    .map(row -> cell(row, kind).usual())
                    .flatMap(Optional::stream)
                    .mapToLong(figure)
                    .min();
            text.append("| ").append(kind.title()).append(" |");
            for (Map<RequestKind, CostCell> row : costs.values()) {
                text.append(' ').append(figure(cell(row, kind), figure, least)).append(" |");
            }
            text.append('\n');
        }
    }

    private static String figure(CostCell cell, ToLongFunction<Cost> figure, OptionalLong least) {
        Optional<Cost> usual = cell.usual();
        if (usual.isEmpty()) {
            return "wrong";
        }
        long value = figure.applyAsLong(usual.get());
        String text = String.format(Locale.ROOT, "%,d", value);
        return least.isPresent() && least.getAsLong() == value ? "**" + text + "**" : text;
    }

    private String seen() {
        StringBuilder text = new StringBuilder();
        costs.forEach((candidate, row) -> row.forEach((kind, cell) -> {
            List<String> all = new ArrayList<>(cell.wrong());
            all.addAll(cell.findings());
            all.forEach(what -> text.append("- ")
                    .append(candidate.title())
                    .append(", ")
                    .append(kind.title())
                    .append(": ")
                    .append(what)
                    .append(".\n"));
        }));
        return text.isEmpty() ? "None.\n" : text.toString();
    }

    private static void commands(StringBuilder text, Candidate candidate, Map<RequestKind, CostCell> row) {
        text.append("**").append(candidate.title()).append("**\n\n");
        row.forEach((kind, cell) -> cell.usual()
                .filter(cost -> !cost.commands().isEmpty())
                .ifPresent(cost -> text.append("- ")
                        .append(kind.title())
                        .append(": ")
                        .append(inOrder(cost.commands()))
                        .append('\n')));
        text.append('\n');
    }

    /** Returns commands as text; a group that is repeated at once is named once. */
    static String inOrder(List<String> commands) {
        StringJoiner text = new StringJoiner(", ");
        int at = 0;
        while (at < commands.size()) {
            int length = 1;
            int times = 1;
            for (int tried = 1; tried <= LONGEST_GROUP; tried++) {
                int found = repetitions(commands, at, tried);
                if (found > 1 && found * tried > times * length) {
                    length = tried;
                    times = found;
                }
            }
            String group = String.join(", ", commands.subList(at, at + length));
            text.add(times == 1 ? group : times + " times (" + group + ")");
            at += times * length;
        }
        return text.toString();
    }

    /** Returns how often the group of a length that begins at an index is there without anything between. */
    private static int repetitions(List<String> commands, int at, int length) {
        int times = 0;
        int next = at;
        while (next + length <= commands.size()
                && commands.subList(next, next + length).equals(commands.subList(at, at + length))) {
            times++;
            next += length;
        }
        return times;
    }

    private static void settings(StringBuilder text, Candidate candidate) throws IOException {
        text.append("**").append(candidate.title()).append("**, with `");
        text.append(String.join("`, `", ClassPaths.jars(candidate))).append("`\n\n");
        for (String file : candidate.files()) {
            text.append('`').append(file).append("`\n```").append(file.endsWith("yaml") ? "yaml" : "xml");
            text.append('\n').append(candidate.text(file).strip()).append("\n```\n");
        }
        text.append('\n');
    }

    @Override
    public Map<String, Object> document() throws IOException {
        Map<String, Object> document = environment.document(name());
        document.put("sessions", sessions);
        List<Object> candidates = new ArrayList<>();
        for (Map.Entry<Candidate, Map<RequestKind, CostCell>> row : costs.entrySet()) {
            Map<String, Object> candidate = new LinkedHashMap<>();
            candidate.put("candidate", row.getKey().id());
            candidate.put("title", row.getKey().title());
            candidate.put("jars", ClassPaths.jars(row.getKey()));
            Map<String, Object> requests = new LinkedHashMap<>();
            row.getValue().forEach((kind, cell) -> requests.put(kind.title(), cell(cell)));
            candidate.put("requests", requests);
            candidates.add(candidate);
        }
        document.put("candidates", candidates);
        return document;
    }

    private static Map<String, Object> cell(CostCell cell) {
        Map<String, Object> fields = new LinkedHashMap<>();
        cell.usual().ifPresent(cost -> fields.put("usual", cost));
        fields.put("wrong", cell.wrong());
        fields.put("findings", cell.findings());
        fields.put(
                "roundTripsOfEach",
                cell.samples().stream().map(Cost::roundTrips).toList());
        fields.put(
                "commandsOfEach",
                cell.samples().stream().map(cost -> cost.commands().size()).toList());
        return fields;
    }

    private static CostCell cell(Map<RequestKind, CostCell> row, RequestKind kind) {
        return Objects.requireNonNull(row.get(kind), "every kind has a cell");
    }
}
