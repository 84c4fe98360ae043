package org.abisession.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The lines of a run, for people and for programs. */
record LoadReport(Environment environment, int rounds, int requests, List<LoadExperiment.Line> lines) {
    String markdown() {
        StringBuilder text = new StringBuilder("# Latency and throughput over HTTP\n\n");
        text.append("Measured on ").append(environment.date()).append(": ").append(environment.machine());
        text.append("; ")
                .append(environment.java())
                .append("; Redis ")
                .append(environment.redis())
                .append(".\n");
        text.append("Sessions of 4 KB in 10 attributes, one for each client, on one node; a closed loop; medians of ");
        text.append(rounds).append(" interleaved rounds of ").append(requests).append(" requests, answers checked.\n");
        text.append("Times depend on the machine and on what else runs there; the ratios are of the same run. ");
        text.append("PING is one raw round trip to Redis, by one client.\n");
        text.append("Again: `mvn -q -pl benchmarks -am package -DskipTests exec:java -Dexec.args=load`. ");
        text.append("Versions and settings are those of [cost.md](cost.md).\n");
        String group = "";
        for (LoadExperiment.Line line : lines) {
            String now = line.clients() + (line.clients() == 1 ? " client, " : " clients, ") + line.ask();
            if (!now.equals(group)) {
                group = now;
                text.append("\n## ").append(group).append("\n\n");
                text.append("""
                        | | p50, us | p99, us | p99.9, us | requests/s | node CPU, us | Redis CPU, us | p50 / (in memory + PING) |
                        |---|---:|---:|---:|---:|---:|---:|---:|
                        """);
            }
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %s |%n",
                    line.candidate(),
                    line.p50(),
                    line.p99(),
                    line.p999(),
                    line.perSecond(),
                    line.nodeCpu(),
                    line.redisCpu(),
                    ratio(line)));
        }
        return text.toString();
    }

    private String ratio(LoadExperiment.Line line) {
        double ping = p50(line, "PING");
        double memory = p50(
                line,
                line.candidate().contains("Jetty") ? Candidate.JETTY_MEMORY.title() : Candidate.TOMCAT_MEMORY.title());
        return line.candidate().equals("PING") || memory == 0
                ? ""
                : String.format(Locale.ROOT, "%.2f", line.p50() / (memory + ping));
    }

    private double p50(LoadExperiment.Line like, String candidate) {
        return lines.stream()
                .filter(line -> line.clients() == like.clients()
                        && line.ask().equals(like.ask())
                        && line.candidate().equals(candidate))
                .mapToDouble(LoadExperiment.Line::p50)
                .findFirst()
                .orElse(0);
    }

    String json() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("experiment", "load");
        document.put("date", environment.date().toString());
        document.put("machine", environment.machine());
        document.put("java", environment.java());
        document.put("redis", environment.redis());
        document.put("rounds", rounds);
        document.put("requests", requests);
        document.put("lines", lines);
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    }
}
