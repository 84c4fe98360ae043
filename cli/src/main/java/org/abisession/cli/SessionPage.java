package org.abisession.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;

/** The pages of one session: what is stored of it, and the question whether to end it. */
final class SessionPage {
    private final StoreCommand.Store store;
    private final SessionScan scan;
    private final Layout layout;
    private final boolean allowEnd;
    private final SessionDetails details;

    SessionPage(StoreCommand.Store store, SessionScan scan, Layout layout, boolean allowEnd) {
        this.store = store;
        this.scan = scan;
        this.layout = layout;
        this.allowEnd = allowEnd;
        this.details = new SessionDetails(store);
    }

    /** Shows a session, or the question whether to end it. */
    void show(ConsoleRequest request, String digest, boolean ending) throws IOException {
        String title = "session#" + digest;
        Optional<List<SessionId>> known = scan.sessions(digest);
        if (known.isEmpty()) {
            request.page(202, awaited(title));
            return;
        }
        List<SessionId> ids = known.get();
        if (ids.isEmpty()) {
            boolean all = scan.found()
                    .map(found -> found.sessions() == found.ids().size())
                    .orElse(false);
            String why = all
                    ? "There is no such session (any more)."
                    : "It is not among the sessions that are listed. Use abi-session show.";
            request.page(404, layout.message(title, why));
            return;
        }
        if (ids.size() > 1) {
            request.page(
                    200,
                    layout.message(
                            title,
                            "This is the digest of " + ids.size()
                                    + " sessions, which can't be told apart here. Use abi-session show with the id."));
            return;
        }
        Optional<StoredSession> session = store.browser().read(ids.get(0), true);
        if (session.isEmpty()) {
            request.page(404, layout.message(title, "There is no such session any more."));
        } else if (ending) {
            request.page(allowEnd ? 200 : 403, allowEnd ? question(session.get()) : readOnly(title));
        } else {
            Html html = new Html();
            if (allowEnd) {
                html.raw("<p class=\"actions\"><a class=\"danger\" href=\"" + ConsoleServer.pathOf(ids.get(0))
                        + "/end\">End this session ...</a></p>");
            }
            long before = request.number("before");
            request.page(200, layout.page(title, details.add(html, session.get(), before)));
        }
    }

    private Html awaited(String title) {
        Html html = new Html()
                .element("h1", title)
                .raw("<p data-wait><label>Looking for it <progress max=\"100\" value=\"" + scan.percent()
                        + "\"></progress></label></p>");
        scan.failure()
                .ifPresent(why -> html.raw("<p class=\"problem\" role=\"alert\">")
                        .text(why)
                        .raw("</p>"));
        return layout.page(title, html);
    }

    private Html readOnly(String title) {
        return layout.message(title, "The console only shows. To end sessions here, start it with --allow-end.");
    }

    private Html question(StoredSession session) {
        String path = ConsoleServer.pathOf(session.id());
        Html html = new Html()
                .raw("<h1>End ")
                .text(session.id().toString())
                .raw("?</h1><p>Nobody can use it any more, and its conversation (")
                .text(OverviewPage.number(session.turns()) + (session.turns() == 1 ? " turn" : " turns"))
                .raw(") is deleted. This can't be undone.</p>");
        ListCommand.user(store, session)
                .ifPresent(user ->
                        html.raw("<p>User: <b>").text(Text.cut(user, 60)).raw("</b></p>"));
        html.raw(layout.form(path + "/end", "class=\"actions\""))
                .raw("<button class=\"danger\">End it</button> <a href=\"" + path + "\">No, go back</a></form>");
        return layout.page("End", html);
    }

    /** Ends a session. */
    void end(ConsoleRequest request, String digest) throws IOException {
        String title = "session#" + digest;
        if (!allowEnd) {
            request.page(403, readOnly(title));
            return;
        }
        List<SessionId> ids = scan.sessions(digest).orElse(List.of());
        if (ids.size() != 1) {
            request.page(404, layout.message(title, "There is no such session (any more)."));
            return;
        }
        Optional<StoredSession> session = store.browser().read(ids.get(0), false);
        if (session.isPresent() && !session.get().isOwn()) {
            request.page(409, layout.message(title, "It " + OwnerText.whyNotOwn(session.get()) + "."));
            return;
        }
        Ended ended = store.browser().end(ids.get(0));
        if (ended == Ended.NO_SESSION) {
            request.page(404, layout.message(title, "It had ended already."));
            return;
        }
        store.console().note(title + " was ended on the console, from " + request.client());
        scan.again();
        request.page(
                200,
                layout.message(
                        title,
                        "It has ended. "
                                + (ended == Ended.LEFT_FOR_A_NODE
                                        ? "A node of the application calls its listeners, within "
                                                + Text.duration(store.settings().sweepInterval()) + "."
                                        : "It had no attributes of this application: there are no listeners to call.")));
    }
}
