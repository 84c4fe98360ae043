package org.abisession.benchmarks.server;

import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;

/** Turns in our conversation: a List in Redis, of which a turn is an entry. */
final class ConversationTurns implements Turns {
    @Override
    public void append(HttpSession session, List<Turn> added) {
        Conversation conversation = Conversation.of(session);
        for (Turn turn : added) {
            conversation.append(ConversationEntry.builder(turn.question())
                    .assistantResponse(turn.answer())
                    .build());
        }
    }

    @Override
    public long size(HttpSession session) {
        return Conversation.of(session).size();
    }
}
