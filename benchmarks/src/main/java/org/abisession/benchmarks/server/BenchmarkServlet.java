package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The web application of every candidate: each path is one thing that an application does with its session, and the
 * answer says what came of it.
 */
@SuppressWarnings("serial") // containers do not serialize it
public final class BenchmarkServlet extends HttpServlet {
    private static final String COUNTER = "counter";
    private static final int QUESTION = 40;
    private static final int ANSWER = 360;

    private Turns turns = new ListTurns();

    @Override
    public void init() {
        if ("conversation".equals(getServletContext().getInitParameter("turns"))) {
            turns = new ConversationTurns();
        }
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        response.setContentType("text/plain");
        response.getWriter().write(path.equals("/nothing") ? "done" : answer(path, request));
    }

    private String answer(String path, HttpServletRequest request) {
        if (path.equals("/create")) {
            return create(request.getSession(), number(request, "attributes"), number(request, "bytes"));
        }
        HttpSession session = request.getSession(false);
        if (session == null) {
            return "no session";
        }
        return switch (path) {
            case "/read" -> String.valueOf(session.getAttribute(COUNTER));
            case "/all" -> all(session, number(request, "attributes"));
            case "/change" -> change(session, request.getParameter("value"));
            case "/id" -> renew(request);
            case "/logout" -> end(session);
            case "/turns" -> append(session, number(request, "count"));
            case "/conversation" -> Long.toString(turns.size(session));
            default -> throw new IllegalArgumentException("No such path: " + path);
        };
    }

    /** Creates attributes of random text that together have {@code bytes} characters. */
    private static String create(HttpSession session, int attributes, int bytes) {
        Random random = new Random(4711);
        for (int i = 0; i < attributes; i++) {
            session.setAttribute("attribute" + i, text(random, bytes / attributes));
        }
        session.setAttribute(COUNTER, "0");
        return "created";
    }

    /**
     * Returns how many characters "/create" has set. It does not use getAttributeNames: Redisson lists fields of its
     * own there.
     */
    private static String all(HttpSession session, int attributes) {
        int characters = 0;
        for (int i = 0; i < attributes; i++) {
            characters += ((String) session.getAttribute("attribute" + i)).length();
        }
        return session.getAttribute(COUNTER) + " and " + characters;
    }

    private static String change(HttpSession session, String value) {
        session.setAttribute(COUNTER, value);
        return "changed";
    }

    private static String renew(HttpServletRequest request) {
        request.changeSessionId();
        return "renewed";
    }

    private static String end(HttpSession session) {
        session.invalidate();
        return "ended";
    }

    private String append(HttpSession session, int count) {
        Random random = new Random(4711);
        List<Turn> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(new Turn(text(random, QUESTION), text(random, ANSWER)));
        }
        turns.append(session, added);
        return "appended";
    }

    /** Returns random letters that no compression shortens, in a String that no other value shares. */
    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    private static int number(HttpServletRequest request, String parameter) {
        return Integer.parseInt(request.getParameter(parameter));
    }
}
