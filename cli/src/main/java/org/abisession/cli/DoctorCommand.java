package org.abisession.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.abisession.cli.doctor.Doctor;
import org.abisession.cli.doctor.Finding;
import org.abisession.cli.doctor.Report;
import org.abisession.cli.doctor.Severity;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi.Style;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tests the connection, and looks for what loses sessions. */
@Command(
        name = "doctor",
        description = "Tests the connection step by step, and looks for what loses sessions.",
        footer = {
            "",
            "It writes a key and a session of its own for a moment, and changes no other. It",
            "takes less than 5 s.",
            "Exit code 0 if nothing was found but notes, 1 if something was, 2 if the",
            "settings are wrong."
        })
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private final CommonOptions options = new CommonOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    private final CliEnvironment environment;

    DoctorCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        long begun = System.nanoTime();
        Report report = new Doctor(
                        first -> options.settings(environment, first), environment.clock(), environment.patience())
                .examine();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Console console = new Console(spec.commandLine(), environment.terminal());
        if (options.json) {
            json(console, report, millis);
        } else {
            print(console, report, millis);
        }
        console.flush();
        boolean found = report.findings().stream().anyMatch(finding -> finding.severity() != Severity.INFO);
        return !report.settingsRead() ? AbiSession.WRONG_USAGE : found ? AbiSession.FAILED : AbiSession.FINE;
    }

    private static void print(Console console, Report report, long millis) {
        if (report.settingsRead()) {
            console.heading("Settings");
            report.settings()
                    .forEach(s -> console.line(
                            String.format(Locale.ROOT, "  %-24s %s  (%s)", s.name(), s.shown(), s.where())));
            console.line(report.settings().isEmpty() ? "  all default" : "  all else default");
            console.heading("Connection");
        }
        for (Report.Step step : report.steps()) {
            console.line(
                    "  ",
                    step.good() ? "ok  " : "FAIL",
                    String.format(Locale.ROOT, "  %-8s %s", step.name(), step.note()),
                    step.good() ? Style.fg_green : Style.fg_red);
        }
        report.seen().ifPresent(seen -> {
            console.heading("Sessions");
            console.line("  looked at " + seen);
        });
        List<Finding> findings = report.findings();
        if (!findings.isEmpty()) {
            console.heading("Findings");
        }
        for (Finding finding : findings) {
            Style colour = switch (finding.severity()) {
                case ERROR -> Style.fg_red;
                case WARNING -> Style.fg_yellow;
                case INFO -> Style.fg_cyan;
            };
            console.line(
                    "  ",
                    String.format(Locale.ROOT, "%-7s", finding.severity()),
                    "  " + finding.code(),
                    colour,
                    Style.bold);
            console.line("    what  " + finding.what());
            console.line("    why   " + finding.why());
            console.line("    fix   " + finding.fix());
        }
        console.line(String.format(
                Locale.ROOT,
                "%s, %s, %s, in %.1f s",
                count(findings, Severity.ERROR, "error"),
                count(findings, Severity.WARNING, "warning"),
                count(findings, Severity.INFO, "note"),
                millis / 1000.0));
    }

    private static String count(List<Finding> findings, Severity severity, String noun) {
        long count = findings.stream().filter(f -> f.severity() == severity).count();
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static void json(Console console, Report report, long millis) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("settings", report.settings());
        json.put("steps", report.steps());
        json.put("looked_at", report.seen().orElse(null));
        json.put("findings", report.findings());
        json.put("millis", millis);
        console.json(json);
    }
}
