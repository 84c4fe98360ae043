package com.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;

/** Counts the visits of a session, and writes a turn with each. */
public final class Visits extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Object before = request.getSession().getAttribute("visits");
        int visits = before == null ? 1 : (Integer) before + 1;
        request.getSession().setAttribute("visits", visits);
        response.getWriter().print(visits);

        Conversation conversation = Conversation.of(request.getSession());
        conversation.append(ConversationEntry.builder("What sold best?")
                .assistantResponse("Tea.").executionTime(0.2).build());
        List<ConversationEntry> lastTen = conversation.last(10);
        if (lastTen.size() != visits) {
            throw new IllegalStateException("Visit " + visits + " found " + lastTen.size() + " turns");
        }
    }
}
