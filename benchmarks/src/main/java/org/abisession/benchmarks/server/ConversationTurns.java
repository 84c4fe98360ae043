package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;

/** Ours: a List in Redis, of which a turn is an entry. */
final class ConversationTurns implements Turns {
    @Override
    public void append(HttpSession session, String question, String answer) {
        Conversation.of(session)
                .append(ConversationEntry.builder(question)
                        .assistantResponse(answer)
                        .build());
    }

    @Override
    public long size(HttpSession session) {
        return Conversation.of(session).size();
    }
}
