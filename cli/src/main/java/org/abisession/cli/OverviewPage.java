package org.abisession.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.abisession.cli.doctor.Finding;
import org.abisession.cli.doctor.Report;
import org.abisession.cli.doctor.Severity;

/** The first page: how many sessions there are, and how Redis is. */
final class OverviewPage {
    private final StoreCommand.Store store;
    private final SessionScan scan;
    private final RedisHealth health;
    private final Layout layout;

    OverviewPage(StoreCommand.Store store, SessionScan scan, RedisHealth health, Layout layout) {
        this.store = store;
        this.scan = scan;
        this.health = health;
        this.layout = layout;
    }

    /**
     * Returns the progress of the scan, or that a page made now would be complete: for the script that waits for it.
     */
    String progress() {
        return scan.isRunning() ? Long.toString(scan.percent()) : health.isAwaited() ? "doctor" : "done";
    }

    Html page() {
        Optional<SessionScan.Found> found = scan.found();
        Optional<Report> report = health.report();
        Html html = new Html().element("h1", "Overview");
        html.raw("<p class=\"where\">")
                .text("Redis at " + store.settings().redis().address())
                .raw("</p>");
        scan.failure()
                .ifPresent(why -> html.raw("<p class=\"problem\" role=\"alert\">")
                        .text(why)
                        .raw("</p>"));
        html.raw(status());
        found.ifPresent(sessions -> sessions(html, sessions));
        memory(html);
        html.raw("<section aria-labelledby=\"redis\"><h2 id=\"redis\">Health</h2>");
        report.ifPresentOrElse(
                known -> findings(html, known), () -> html.raw("<p data-wait>doctor looks at Redis ...</p>"));
        return layout.page("Overview", html.raw("</section>"));
    }

    private String status() {
        if (scan.isRunning()) {
            return "<p data-wait><label>Counting <progress max=\"100\" value=\"" + scan.percent() + "\">"
                    + scan.percent() + " %</progress></label></p>";
        }
        return layout.form("/scan", "class=\"again\"") + "<button>Count again</button></form>";
    }

    private static void sessions(Html html, SessionScan.Found found) {
        html.raw("<dl class=\"figures\">")
                .pair("Sessions", number(found.sessions()))
                .pair(
                        "New per minute",
                        found.newPerMinute().map(OverviewPage::rate).orElse("-"))
                .pair("Counted", Text.duration(found.age()) + " ago")
                .raw("</dl><section aria-labelledby=\"apps\"><h2 id=\"apps\">Applications</h2>");
        if (found.applications().isEmpty()) {
            html.raw("<p>No application of Java has a session.</p></section>");
            return;
        }
        long most = found.applications().values().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        html.raw("<table><thead><tr><th scope=\"col\">Application</th><th scope=\"col\" class=\"n\">HTTP sessions</th>"
                + "<th scope=\"col\"><span class=\"hidden\">Share</span></th></tr></thead><tbody>");
        found.applications()
                .forEach((app, count) -> html.raw("<tr>")
                        .cell("Application", Text.cut(app, 64))
                        .raw("<td class=\"n\" data-label=\"HTTP sessions\">")
                        .text(number(count))
                        .raw("</td><td class=\"bar\" aria-hidden=\"true\"><meter min=\"0\" max=\"" + most
                                + "\" value=\"" + count + "\"></meter></td></tr>"));
        html.raw(
                "</tbody></table><p class=\"note\">Records of sessions that have just expired count until a node has found"
                        + " them. Sessions that Python began, and no HTTP request has used, have none.</p></section>");
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String rate(double perMinute) {
        return String.format(Locale.ROOT, perMinute < 10 ? "%.1f" : "%,.0f", perMinute);
    }

    private void memory(Html html) {
        Map<String, String> info = health.info("memory");
        html.raw("<section aria-labelledby=\"memory\"><h2 id=\"memory\">Memory of Redis</h2>");
        if (info.isEmpty()) {
            html.raw("<p>Unknown: Redis refuses INFO to this user.</p></section>");
            return;
        }
        long used = bytes(info, "used_memory");
        long most = bytes(info, "maxmemory");
        html.raw("<dl class=\"figures\">").pair("Used", Text.bytes(used));
        if (most > 0) {
            html.raw("<div><dt>Of</dt><dd>")
                    .text(Text.bytes(most))
                    .raw(" <meter min=\"0\" max=\"" + most + "\" high=\"" + most / 10 * 9 + "\" optimum=\"0\" value=\""
                            + used + "\"></meter></dd></div>");
        } else {
            html.pair("Limit", "none");
        }
        html.pair("When full", info.getOrDefault("maxmemory_policy", "-"))
                .pair("Fragmentation", info.getOrDefault("mem_fragmentation_ratio", "-"))
                .raw("</dl></section>");
    }

    private static long bytes(Map<String, String> info, String name) {
        String text = info.getOrDefault(name, "");
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }

    private static void findings(Html html, Report report) {
        List<Finding> findings = report.findings();
        html.raw("<ul class=\"steps\">");
        report.steps()
                .forEach(step -> html.raw("<li class=\"" + (step.good() ? "good" : "bad") + "\"><b>")
                        .text(step.good() ? "ok" : "FAIL")
                        .raw("</b> ")
                        .text(step.name() + " " + step.note())
                        .raw("</li>"));
        html.raw("</ul>");
        if (findings.isEmpty()) {
            html.raw("<p>Nothing was found that could lose sessions.</p>");
        }
        for (Finding finding : findings) {
            html.raw("<article class=\"finding " + finding.severity().name().toLowerCase(Locale.ROOT) + "\"><h3>")
                    .text((finding.severity() == Severity.INFO
                                    ? "NOTE"
                                    : finding.severity().name()) + " " + finding.code())
                    .raw("</h3><dl>")
                    .pair("What", finding.what())
                    .pair("Why", finding.why())
                    .raw("<div><dt>Fix</dt><dd><code>")
                    .text(finding.fix())
                    .raw("</code></dd></div></dl></article>");
        }
    }
}
