package com.example.stress;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.Sessions;

/**
 * Does what the query string says, step by step: {@code /do?new&set=x:1&delay=500&get=x}. Answers lines of
 * {@code name=value}. A step finds the session of the request; where there is none, or it ends under the
 * request, the answer ends with {@code none} or {@code ended} and the steps after it are left out.
 *
 * <ul>
 *   <li>{@code new} makes a session, {@code peek} says that there is one
 *   <li>{@code set=name:text}, {@code get=name}, {@code bound=name:mark} (a binding listener)
 *   <li>{@code say=text} appends a turn and answers {@code said}, {@code turns} counts them
 *   <li>{@code interval=seconds}, {@code changeId}, {@code invalidate}
 *   <li>{@code login=user} answers {@code loginFrom} and {@code loginTo}, between which it was noticed ({@link
 *       System#nanoTime}); {@code endUser=user} ends all sessions of the user and answers {@code endFrom}, before which it
 *       did not begin, and {@code ended}; {@code sessionsOf=user} counts them
 *   <li>{@code delay=microseconds}, {@code flush}
 * </ul>
 */
public class StressServlet extends HttpServlet {
    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            for (String step : request.getQueryString().split("&", -1)) {
                String[] parts = step.split("=", 2);
                if (parts[0].equals("flush")) {
                    response.setContentType("text/plain");
                    response.flushBuffer();
                } else if (!run(request, parts[0], parts.length < 2 ? "" : parts[1], answer)) {
                    answer.append("none=true\n");
                    break;
                }
            }
        } catch (IllegalStateException e) {
            answer.append("ended=true\n");
        }
        if (!response.isCommitted()) {
            response.setContentType("text/plain");
        }
        response.getWriter().print(answer);
    }

    private static boolean run(HttpServletRequest request, String step, String argument, StringBuilder answer) {
        if (step.equals("delay")) {
            long until = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(Long.parseLong(argument));
            while (System.nanoTime() < until) {
                LockSupport.parkNanos(until - System.nanoTime());
            }
            return true;
        }
        HttpSession session = request.getSession(step.equals("new"));
        if (session == null) {
            return false;
        }
        int colon = argument.indexOf(':');
        String name = colon < 0 ? argument : argument.substring(0, colon);
        String text = argument.substring(colon + 1);
        switch (step) {
            case "new", "peek" -> answer.append("there=true\n");
            case "set" -> session.setAttribute(name, text);
            case "bound" -> session.setAttribute(name, new Bound(text));
            case "get" -> answer.append(name + "=" + session.getAttribute(name) + "\n");
            case "say" -> {
                Conversation.of(session).append(ConversationEntry.builder(text).build());
                answer.append("said=true\n");
            }
            case "turns" -> answer.append("turns=" + Conversation.of(session).size() + "\n");
            case "login" -> {
                answer.append("loginFrom=" + System.nanoTime() + "\n");
                session.setAttribute("who", argument);
                answer.append("loginTo=" + System.nanoTime() + "\n");
            }
            case "endUser" -> {
                answer.append("endFrom=" + System.nanoTime() + "\n");
                answer.append("ended=" + Sessions.of(session).ofUser(argument).endAll() + "\n");
            }
            case "sessionsOf" ->
                answer.append("sessions="
                        + Sessions.of(session).ofUser(argument).list().size() + "\n");
            case "interval" -> session.setMaxInactiveInterval(Integer.parseInt(argument));
            case "changeId" -> request.changeSessionId();
            case "invalidate" -> session.invalidate();
            default -> throw new IllegalArgumentException("There is no step " + step);
        }
        return true;
    }
}
