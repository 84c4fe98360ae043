package org.abisession.node;

import java.util.List;
import java.util.stream.Stream;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;

/** The conversation of a session on this node: under its present id, and stored before the first turn is. */
final class NodeConversation implements Conversation {
    private final NodeSession session;
    private final SessionRepository repository;

    NodeConversation(NodeSession session, SessionRepository repository) {
        this.session = session;
        this.repository = repository;
    }

    private Conversation stored() {
        return repository.conversation(session.id());
    }

    @Override
    public void append(ConversationEntry entry) {
        session.local().note(() -> appendStored(entry));
    }

    private void appendStored(ConversationEntry entry) {
        if (!session.isStored()) {
            session.save();
        }
        while (true) {
            SessionId id = session.id();
            try {
                repository.conversation(id).append(entry);
                return;
            } catch (IllegalStateException e) {
                if (session.sync().settledId().equals(id)
                        && !session.sync().idChanges().follow()) {
                    throw e;
                } // else a request has changed the id meanwhile, or renewed it on another node, and the session lives
            }
        }
    }

    @Override
    public List<ConversationEntry> last(int count) {
        return session.local().noting(() -> stored().last(count));
    }

    @Override
    public List<ConversationEntry> page(long from, int count) {
        return session.local().noting(() -> stored().page(from, count));
    }

    @Override
    public long size() {
        return session.local().noting(() -> session.isStored() ? stored().size() : 0);
    }

    @Override
    public void clear() {
        session.local().note(() -> {
            if (session.isStored()) {
                stored().clear();
            }
        });
    }

    @Override
    public Stream<ConversationEntry> stream(int pageSize) {
        return stored().stream(pageSize);
    }
}
