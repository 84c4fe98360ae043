package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.example.shop.Answer;
import org.abisession.example.shop.ShopAssistant;
import org.jspecify.annotations.Nullable;

/**
 * Serves the conversation of the session, shared with every other node and with the Python application.
 *
 * <pre>
 * GET  /api/conversation?last=N         the last N turns (50), oldest first; begins no session
 * POST /api/conversation                {"user_query": "..."}: answers, and appends the turn
 * </pre>
 */
public final class ConversationServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    private final transient ShopAssistant assistant = ShopAssistant.load();
    private final transient InstantSource clock = InstantSource.system();

    @Override
    Map<String, Action> actions(HttpServletRequest request) {
        return Map.of("GET", ConversationServlet::read, "POST", this::ask);
    }

    private static Reply read(HttpServletRequest request) {
        int last = Inputs.last(request.getParameter("last"));
        HttpSession session = request.getSession(false);
        Map<String, Object> body = new LinkedHashMap<>();
        if (session == null) {
            body.put("size", 0);
            body.put("entries", List.of());
        } else {
            Conversation conversation = Conversation.of(session);
            body.put("size", conversation.size());
            body.put(
                    "entries",
                    conversation.last(last).stream()
                            .map(ConversationServlet::view)
                            .toList());
        }
        return Reply.ok(body);
    }

    private Reply ask(HttpServletRequest request) throws IOException {
        var asked = clock.instant();
        String query = Inputs.userQuery(JsonBody.of(request));
        Conversation conversation = Conversation.of(request.getSession());
        ShopAssistant.Reply reply = assistant.answer(query);
        Answer answer = reply.answer();
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("query_hash", reply.queryHash());
        metadata.put("strategy", answer.strategy());
        metadata.put("complexity", answer.complexity());
        metadata.put("docs_found", answer.docsFound());
        metadata.put("cache_hit", reply.cacheHit());
        ConversationEntry entry = ConversationEntry.builder(query)
                .timestamp(asked)
                .assistantResponse(answer.text())
                .executionTime(reply.seconds())
                .metadata(metadata)
                .build();
        try {
            conversation.append(entry);
        } catch (IllegalStateException e) {
            // another request, on this node or another, logged out in the meantime
            throw new ApiException(404, "The session has ended: the turn was not kept. Ask again to begin another.");
        }
        return new Reply(201, view(entry));
    }

    /** Returns the fields of an entry. An entry that is no JSON object is returned as text. */
    private static Map<String, @Nullable Object> view(ConversationEntry entry) {
        return entry.isReadable() ? entry.fields() : Map.of("unreadable", entry.json());
    }
}
