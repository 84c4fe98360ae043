package org.abisession.it.python;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;

/** An application with a session and a conversation, that knows nothing of Python. The path says what to do. */
final class TurnServlet extends HttpServlet {
    /** Tells what it can be asked for. */
    static final List<String> PATHS =
            List.of("/peek", "/set", "/get", "/names", "/say", "/turns", "/changeId", "/logout");

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        response.setCharacterEncoding("UTF-8");
        String name = request.getParameter("name");
        String value = request.getParameter("value");
        response.getWriter()
                .print(
                        switch (request.getServletPath()) {
                            case "/peek" ->
                                request.getSession(false) == null ? "none" : describe(request.getSession(false));
                            case "/set" -> {
                                request.getSession().setAttribute(name, value);
                                yield "set";
                            }
                            case "/get" -> String.valueOf(request.getSession().getAttribute(name));
                            case "/names" -> sorted(request.getSession());
                            case "/say" -> {
                                Conversation.of(request.getSession())
                                        .append(ConversationEntry.builder(value).build());
                                yield "said";
                            }
                            case "/turns" ->
                                Conversation.of(request.getSession()).last(100).stream()
                                        .map(turn -> turn.userQuery().orElse("unreadable"))
                                        .collect(Collectors.joining(","));
                            case "/changeId" -> request.changeSessionId();
                            case "/logout" -> {
                                request.getSession().invalidate();
                                yield "out";
                            }
                            default -> throw new IllegalArgumentException(request.getServletPath());
                        });
    }

    private static String describe(HttpSession session) {
        return (session.isNew() ? "new " : "old ") + session.getCreationTime();
    }

    private static String sorted(HttpSession session) {
        List<String> names = new ArrayList<>(Collections.list(session.getAttributeNames()));
        Collections.sort(names);
        return String.join(",", names);
    }
}
