package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns in a List kept as an attribute, set again after each request that changes it: all that {@link HttpSession}
 * offers.
 */
final class ListTurns implements Turns {
    private static final String NAME = "conversation";

    @Override
    public void append(HttpSession session, List<Turn> added) {
        List<Map<String, String>> turns = turns(session);
        List<Map<String, String>> longer = turns == null ? new ArrayList<>() : turns;
        for (Turn turn : added) {
            Map<String, String> fields = new HashMap<>();
            fields.put("user_query", turn.question());
            fields.put("assistant_response", turn.answer());
            longer.add(fields);
        }
        session.setAttribute(NAME, longer);
    }

    @Override
    public long size(HttpSession session) {
        List<Map<String, String>> turns = turns(session);
        return turns == null ? 0 : turns.size();
    }

    @SuppressWarnings("unchecked") // only append sets it
    private static @Nullable List<Map<String, String>> turns(HttpSession session) {
        return (List<Map<String, String>>) session.getAttribute(NAME);
    }
}
