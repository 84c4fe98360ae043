package org.abisession.cli;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;

/** The list of the sessions, page by page: what is read from Redis is what a page shows. */
final class SessionsPage {
    private static final int PAGE = 50;
    /** The number of sessions up to which all are read, and shown with the last used first. */
    private static final int SORTED = 500;

    private static final Pattern DIGEST = Pattern.compile("(?:session#)?([0-9a-fA-F]{8})");

    private final StoreCommand.Store store;
    private final SessionScan scan;
    private final Layout layout;

    SessionsPage(StoreCommand.Store store, SessionScan scan, Layout layout) {
        this.store = store;
        this.scan = scan;
        this.layout = layout;
    }

    /** Redirects to the session of a digest; an id is replaced by its digest before it can get into an address. */
    void search(ConsoleRequest request) throws IOException {
        String text = ConsoleServer.orEmpty(request.parameter("q"));
        Matcher digest = DIGEST.matcher(text);
        Optional<SessionId> id = SessionId.parse(text);
        if (digest.matches()) {
            request.redirect("/session/" + digest.group(1).toLowerCase(Locale.ROOT));
        } else if (id.isPresent()) {
            request.redirect(ConsoleServer.pathOf(id.get()));
        } else {
            request.page(
                    400,
                    layout.message(
                            "Not found", "Type the digest of a session, such as session#1a2b3c4d: logs have it."));
        }
    }

    Html page(long number) {
        Html html = new Html().element("h1", "Sessions");
        Optional<SessionScan.Found> found = scan.found();
        if (found.isEmpty()) {
            html.raw("<p data-wait><label>Looking for sessions <progress max=\"100\" value=\"" + scan.percent()
                    + "\"></progress></label></p>");
            scan.failure()
                    .ifPresent(why -> html.raw("<p class=\"problem\" role=\"alert\">")
                            .text(why)
                            .raw("</p>"));
            return layout.page("Sessions", html);
        }
        List<SessionId> ids = found.get().ids();
        boolean sorted = ids.size() <= SORTED;
        long pages = Math.max(1, (ids.size() + PAGE - 1) / PAGE);
        int page = (int) Math.min(number, pages - 1);
        html.raw("<p class=\"note\">")
                .text((found.get().sessions() == 1
                                ? "1 session"
                                : OverviewPage.number(found.get().sessions()) + " sessions")
                        + ", as counted "
                        + Text.duration(found.get().age()) + " ago. "
                        + (sorted ? "The last used first." : "In no order.")
                        + (ids.size() < found.get().sessions()
                                ? " The first " + OverviewPage.number(ids.size()) + " are listed; all can be found."
                                : ""))
                .raw("</p>");
        int from = page * PAGE;
        int to = Math.min(from + PAGE, ids.size());
        List<StoredSession> shown = sorted
                ? store.browser().read(ids, false).stream()
                        .sorted(Comparator.comparing(s -> s.idle().orElse(ListCommand.LONGEST_IDLE)))
                        .toList()
                : store.browser().read(ids.subList(from, to), true);
        table(
                html,
                sorted ? shown.subList(Math.min(from, shown.size()), Math.min(to, shown.size())) : shown,
                ids.isEmpty() ? "There are none." : "Those of this page have ended since they were counted.");
        pager(html, page, pages);
        return layout.page("Sessions", html);
    }

    /** Adds the table of the sessions; {@code none} is what stands there if all of them have ended. */
    private void table(Html html, List<StoredSession> sessions, String none) {
        if (sessions.isEmpty()) {
            html.raw("<p>").text(none).raw("</p>");
            return;
        }
        boolean memory = sessions.stream().anyMatch(session -> session.memory().isPresent());
        html.raw("<table class=\"list\"><thead><tr><th scope=\"col\">Session</th><th scope=\"col\">User</th>"
                + "<th scope=\"col\">Idle</th><th scope=\"col\">Expires in</th><th scope=\"col\">Turns</th>"
                + (memory ? "<th scope=\"col\">Memory</th>" : "") + "</tr></thead><tbody>");
        for (StoredSession session : sessions) {
            html.raw("<tr><td data-label=\"Session\"><a href=\"" + ConsoleServer.pathOf(session.id()) + "\">")
                    .text(session.id().toString())
                    .raw("</a></td>")
                    .cell(
                            "User",
                            ListCommand.user(store, session)
                                    .map(name -> Text.cut(name, 40))
                                    .orElse("-"))
                    .cell("Idle", session.idle().map(Text::duration).orElse("-"))
                    .cell("Expires in", session.expiresIn().map(Text::duration).orElse("never"))
                    .cell("Turns", OverviewPage.number(session.turns()));
            if (memory) {
                html.cell(
                        "Memory",
                        session.memory().isPresent()
                                ? Text.bytes(session.memory().getAsLong())
                                : "-");
            }
            html.raw("</tr>");
        }
        html.raw("</tbody></table>");
    }

    private static void pager(Html html, int page, long pages) {
        if (pages == 1) {
            return;
        }
        html.raw("<nav class=\"pager\" aria-label=\"Pages of the list\">");
        html.raw(
                page == 0
                        ? ""
                        : "<a rel=\"prev\" accesskey=\"p\" href=\"/sessions?page=" + (page - 1) + "\">Previous</a>");
        html.text("page " + OverviewPage.number(page + 1L) + " of " + OverviewPage.number(pages));
        html.raw(
                page + 1 >= pages
                        ? ""
                        : "<a rel=\"next\" accesskey=\"n\" href=\"/sessions?page=" + (page + 1) + "\">Next</a>");
        html.raw("</nav>");
    }
}
