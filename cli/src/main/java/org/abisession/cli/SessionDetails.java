package org.abisession.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.redis.KeyState;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;

/** Shows all that is stored of one session, as {@code show} does; that counts as no access to it. */
final class SessionDetails {
    private static final int TURNS = 20;
    private static final int SHORT = 120;
    private static final int LONGEST = 20_000;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final StoreCommand.Store store;

    SessionDetails(StoreCommand.Store store) {
        this.store = store;
    }

    /**
     * Adds what is stored.
     *
     * @param before the turn before which the shown ones end; 0 for the last ones
     */
    Html add(Html actions, StoredSession session, long before) {
        Html html = new Html().element("h1", session.id().toString()).raw(actions.toString());
        head(html, session);
        conversation(html, session, before);
        attributes(html, session);
        keys(html, session);
        html.raw("<section aria-labelledby=\"metadata\"><h2 id=\"metadata\">Metadata</h2><pre>")
                .text(shown(session.id(), session.metadata().text(), LONGEST))
                .raw("</pre></section>");
        return html;
    }

    private String shown(SessionId id, String text, int longest) {
        return Text.cut(store.mask().text(id, text), longest);
    }

    private void head(Html html, StoredSession session) {
        Duration interval = session.interval();
        html.raw("<dl class=\"figures\">")
                .pair(
                        "User",
                        ListCommand.user(store, session)
                                .map(name -> Text.cut(name, 60))
                                .orElse("-"))
                .pair("Created", session.createdAt().map(this::time).orElse("-"))
                .pair("Idle", session.idle().map(Text::duration).orElse("-"))
                .pair("Expires in", session.expiresIn().map(Text::duration).orElse("never"))
                .pair("Interval", interval.isZero() || interval.isNegative() ? "unlimited" : Text.duration(interval))
                .pair(
                        "Memory",
                        session.memory().isPresent()
                                ? Text.bytes(session.memory().getAsLong())
                                : "-")
                .raw(client(session).toString())
                .raw("</dl>");
        List<String> problems = ForeignKeys.problems(store, session);
        problems.forEach(
                problem -> html.raw("<p class=\"problem\">").text(problem).raw("</p>"));
        if (!session.hasRecord() && problems.isEmpty()) {
            html.raw("<p class=\"note\">")
                    .text("It has no attributes of this application: " + OwnerText.whyNoAttributes(session) + ".")
                    .raw("</p>");
        }
    }

    private Html client(StoredSession session) {
        Html html = new Html();
        ListCommand.address(store, session.id(), session.client())
                .ifPresent(text -> html.pair("Address", Text.cut(text, 64)));
        ListCommand.userAgent(store, session.id(), session.client())
                .ifPresent(text -> html.pair("User agent", Text.cut(text, 256)));
        return html;
    }

    private String time(Instant instant) {
        ZoneId zone = store.settings().zone();
        return TIME.format(instant.atZone(zone));
    }

    private void attributes(Html html, StoredSession session) {
        List<Attribute> attributes = new ArrayList<>();
        if (session.hasRecord()) {
            try {
                store.browser()
                        .attributes(session.id())
                        .forEach((field, value) -> attributes.add(Attribute.of(field, value)));
            } catch (SessionStoreException e) {
                html.raw("<p class=\"problem\">")
                        .text("The attributes can't be read. " + e.getMessage())
                        .raw("</p>");
            }
        }
        attributes.sort(Comparator.comparing(Attribute::control).thenComparing(Attribute::name));
        html.raw("<section aria-labelledby=\"attributes\"><h2 id=\"attributes\">Attributes</h2>");
        if (attributes.isEmpty()) {
            html.raw("<p>None.</p></section>");
            return;
        }
        html.raw("<table class=\"list\"><thead><tr><th scope=\"col\">Name</th><th scope=\"col\">Type</th>"
                + "<th scope=\"col\">Size</th><th scope=\"col\">Value</th></tr></thead><tbody>");
        for (Attribute attribute : attributes) {
            html.raw(attribute.control() ? "<tr class=\"control\">" : "<tr>")
                    .cell("Name", shown(session.id(), attribute.name(), 80))
                    .cell("Type", shown(session.id(), attribute.type(), 80))
                    .cell("Size", Text.bytes(attribute.size()))
                    .raw("<td data-label=\"Value\">");
            String value = shown(session.id(), attribute.value(), LONGEST);
            if (value.length() > SHORT) {
                html.raw("<details><summary>")
                        .text(Text.cut(value, SHORT))
                        .raw("</summary><pre>")
                        .text(value)
                        .raw("</pre></details>");
            } else {
                html.element("code", value);
            }
            html.raw("</td></tr>");
        }
        html.raw("</tbody></table></section>");
    }

    private void keys(Html html, StoredSession session) {
        html.raw("<section aria-labelledby=\"keys\"><h2 id=\"keys\">Keys</h2><table class=\"list\"><thead><tr>"
                + "<th scope=\"col\">Key</th><th scope=\"col\">Type</th><th scope=\"col\">Expires in</th>"
                + "<th scope=\"col\">Memory</th></tr></thead><tbody>");
        for (KeyState state : store.browser().states(ForeignKeys.names(store, session.id()), true)) {
            html.raw("<tr>")
                    .cell("Key", shown(session.id(), state.key().name(), 200))
                    .cell("Type", state.exists() ? state.type() : "(not there)")
                    .cell(
                            "Expires in",
                            state.exists()
                                    ? state.timeToLive().map(Text::duration).orElse("never")
                                    : "-")
                    .cell(
                            "Memory",
                            state.memory().isPresent()
                                    ? Text.bytes(state.memory().getAsLong())
                                    : "-")
                    .raw("</tr>");
        }
        html.raw("</tbody></table></section>");
    }

    private void conversation(Html html, StoredSession session, long before) {
        long end = before > 0 ? Math.min(before, session.turns()) : session.turns();
        long from = Math.max(0, end - TURNS);
        html.raw("<section aria-labelledby=\"conversation\"><h2 id=\"conversation\">Conversation</h2>");
        if (session.turns() == 0) {
            html.raw("<p>No turn yet.</p></section>");
            return;
        }
        html.raw("<p class=\"note\">")
                .text("Turns " + (from + 1) + " to " + end + " of " + OverviewPage.number(session.turns()));
        String path = ConsoleServer.pathOf(session.id());
        html.raw(from > 0 ? " <a rel=\"prev\" href=\"" + path + "?before=" + from + "#conversation\">Earlier</a>" : "")
                .raw(
                        end < session.turns()
                                ? " <a rel=\"next\" href=\"" + path + "?before=" + (end + TURNS)
                                        + "#conversation\">Later</a>"
                                : "")
                .raw("</p><ol class=\"chat\" start=\"" + (from + 1) + "\">");
        try {
            Conversation conversation = ShowCommand.conversation(store, session.id());
            conversation.page(from, (int) (end - from)).forEach(turn -> turn(html, session.id(), turn));
        } catch (SessionStoreException e) {
            html.raw("<li class=\"problem\">")
                    .text("It can't be read. " + e.getMessage())
                    .raw("</li>");
        }
        html.raw("</ol></section>");
    }

    private void turn(Html html, SessionId id, ConversationEntry turn) {
        html.raw("<li>");
        if (!turn.isReadable()) {
            html.raw("<p class=\"problem\">")
                    .text("No JSON object: " + shown(id, turn.json(), SHORT))
                    .raw("</p></li>");
            return;
        }
        String took = turn.executionTime().isPresent()
                ? ", " + Text.seconds(turn.executionTime().getAsDouble())
                : "";
        html.raw("<p class=\"question\"><span class=\"hidden\">User: </span>")
                .text(shown(id, turn.userQuery().orElse(""), LONGEST))
                .raw("</p><p class=\"answer\"><span class=\"hidden\">Assistant: </span>")
                .text(shown(id, turn.assistantResponse().orElse(""), LONGEST))
                .raw("</p><p class=\"when\">")
                .text(turn.timestamp().map(this::time).orElse("no time") + took)
                .raw("</p></li>");
    }
}
