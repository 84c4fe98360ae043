package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A List kept as an attribute, set again after each change: all that {@link HttpSession} has for it. */
final class ListTurns implements Turns {
    private static final String NAME = "conversation";

    @Override
    public void append(HttpSession session, String question, String answer) {
        List<Map<String, String>> turns = turns(session);
        List<Map<String, String>> longer = turns == null ? new ArrayList<>() : turns;
        Map<String, String> turn = new HashMap<>();
        turn.put("user_query", question);
        turn.put("assistant_response", answer);
        longer.add(turn);
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
