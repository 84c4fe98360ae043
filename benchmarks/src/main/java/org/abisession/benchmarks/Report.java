package org.abisession.benchmarks;

import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Holds what an experiment has found, for people and for programs. */
interface Report {
    /** Returns the name of the experiment, which is that of its files, too. */
    String name();

    /** Returns the tables, and what they mean, as Markdown. */
    String markdown() throws IOException;

    /** Returns the charts as SVG, by file name. */
    default Map<String, String> charts() {
        return Map.of();
    }

    /** Returns all figures, by name. */
    Map<String, Object> document() throws IOException;

    /** Returns the figures as JSON. */
    default String json() throws IOException {
        return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(document()) + "\n";
    }

    /** Returns the Markdown that shows the charts. */
    default String images() {
        StringBuilder text = new StringBuilder();
        charts().keySet()
                .forEach(file ->
                        text.append("![").append(file).append("](").append(file).append(")\n"));
        return text.toString();
    }
}
