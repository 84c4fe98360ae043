package org.abisession.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --output}, which all experiments have: where results go. */
final class ReportOption {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--output", description = "A directory for the results (docs/benchmarks).")
    private @Nullable Path output;

    /** Writes Markdown, JSON and charts, and prints where. */
    void write(Report report) throws IOException {
        Path directory = Files.createDirectories(
                output == null ? ClassPaths.module().resolveSibling("docs").resolve("benchmarks") : output);
        Path text = directory.resolve(report.name() + ".md");
        Files.writeString(text, WrappedMarkdown.of(report.markdown()));
        Files.writeString(directory.resolve(report.name() + ".json"), report.json());
        for (Map.Entry<String, String> chart : report.charts().entrySet()) {
            Files.writeString(directory.resolve(chart.getKey()), chart.getValue());
        }
        spec.commandLine().getOut().println("Written: " + text + ", .json and charts");
    }
}
