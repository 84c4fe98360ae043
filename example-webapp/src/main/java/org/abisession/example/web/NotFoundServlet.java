package org.abisession.example.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** Answers 404 in JSON at every other address under {@code /api/}. */
public final class NotFoundServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    @Override
    Map<String, Action> actions(HttpServletRequest request) {
        return Map.of();
    }
}
