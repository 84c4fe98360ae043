package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Serves the session itself.
 *
 * <pre>
 * GET    /api/session                    its id, times and attributes; begins none
 * DELETE /api/session                    ends it
 * POST   /api/session/id                 gives it another id
 * PUT    /api/session/attributes/{name}  sets an attribute to the JSON value of the body; begins a session
 * DELETE /api/session/attributes/{name}
 * </pre>
 *
 * <p>The id is a credential. It is in the answers because this page exists to show what becomes of it in
 * Redis; an application of yours should keep it to itself.
 */
public final class SessionServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    private static final String ATTRIBUTES = "/attributes/";

    @Override
    Map<String, Action> actions(HttpServletRequest request) {
        String path = request.getPathInfo();
        if (path == null) {
            return Map.of("GET", any -> Reply.ok(view(any, any.getSession(false))), "DELETE", SessionServlet::end);
        }
        if (path.equals("/id")) {
            return Map.of("POST", SessionServlet::changeId);
        }
        if (path.startsWith(ATTRIBUTES)) {
            String name = path.substring(ATTRIBUTES.length());
            return Map.of("PUT", any -> set(any, name), "DELETE", any -> remove(any, name));
        }
        return Map.of();
    }

    private static Reply set(HttpServletRequest request, String path) throws IOException {
        String name = Inputs.attributeName(path);
        Object value = Inputs.attributeValue(JsonBody.of(request));
        HttpSession session = request.getSession();
        session.setAttribute(name, value);
        return Reply.ok(view(request, session));
    }

    private static Reply remove(HttpServletRequest request, String path) {
        String name = Inputs.attributeName(path);
        HttpSession session = existing(request, "remove an attribute from");
        if (!Collections.list(session.getAttributeNames()).contains(name)) {
            throw new ApiException(404, "The session has no attribute '" + name + "'.");
        }
        session.removeAttribute(name);
        return Reply.ok(view(request, session));
    }

    private static Reply changeId(HttpServletRequest request) {
        HttpSession session = existing(request, "give another id");
        request.changeSessionId();
        return Reply.ok(view(request, session));
    }

    private static Reply end(HttpServletRequest request) {
        existing(request, "end").invalidate();
        return new Reply(204, null);
    }

    private static HttpSession existing(HttpServletRequest request, String action) {
        HttpSession session = request.getSession(false);
        if (session == null) {
            throw ApiException.noSession(action);
        }
        return session;
    }

    private static Map<String, @Nullable Object> view(HttpServletRequest request, @Nullable HttpSession session) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("id", session == null ? null : session.getId());
        view.put("node", Node.name(request));
        view.put("new", session == null ? null : session.isNew());
        view.put("created_at", session == null ? null : time(session.getCreationTime()));
        view.put("last_accessed_at", session == null ? null : time(session.getLastAccessedTime()));
        view.put("max_inactive_interval", session == null ? null : session.getMaxInactiveInterval());
        view.put("attributes", session == null ? Map.of() : attributes(session));
        return view;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static Map<String, @Nullable Object> attributes(HttpSession session) {
        Map<String, @Nullable Object> attributes = new TreeMap<>();
        List<String> names = Collections.list(session.getAttributeNames());
        for (String name : names) {
            attributes.put(name, Json.showable(session.getAttribute(name)));
        }
        return attributes;
    }
}
