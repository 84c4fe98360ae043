package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.StoredKeys;
import org.jspecify.annotations.Nullable;

/** Serves {@code GET /api/keys}: the session's keys as Redis has them, with their TTLs in seconds. */
public final class KeysServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Override
    Map<String, Action> actions(HttpServletRequest request) {
        return Map.of("GET", KeysServlet::read);
    }

    private static Reply read(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        List<Map<String, @Nullable Object>> keys = session == null
                ? List.of()
                : StoredKeys.of(session).describe().stream()
                        .map(KeysServlet::view)
                        .toList();
        return Reply.ok(Map.of("keys", keys));
    }

    private static Map<String, @Nullable Object> view(StoredKeys.StoredKey key) {
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("name", key.name());
        view.put("type", key.type());
        view.put("size", key.size());
        view.put("ttl", key.timeToLive().map(Duration::toSeconds).orElse(null));
        return view;
    }
}
