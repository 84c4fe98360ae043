package org.abisession.example.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;

/** Serves {@code GET /api/nodes}: the node that answers, and the ports of all nodes. Needs no session. */
public final class NodesServlet extends ApiServlet {
    private static final long serialVersionUID = 1L;

    private transient List<Integer> ports = List.of();

    @Override
    public void init() throws ServletException {
        try {
            ports = Node.ports(getServletContext());
        } catch (IllegalArgumentException e) {
            throw new ServletException(e.getMessage(), e);
        }
    }

    @Override
    Map<String, Action> actions(HttpServletRequest request) {
        return Map.of("GET", any -> Reply.ok(Map.of("node", Node.name(any), "nodes", ports)));
    }
}
