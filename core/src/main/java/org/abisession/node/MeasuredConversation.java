package org.abisession.node;

import java.util.List;
import java.util.stream.Stream;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.metrics.SessionMetrics;
import org.abisession.metrics.StoreOperation;
import org.abisession.metrics.StoreOperation.Outcome;

/** A conversation whose appends are counted and timed. */
final class MeasuredConversation implements Conversation {
    private final Conversation stored;
    private final SessionMetrics metrics;

    MeasuredConversation(Conversation stored, SessionMetrics metrics) {
        this.stored = stored;
        this.metrics = metrics;
    }

    @Override
    public void append(ConversationEntry entry) {
        long began = System.nanoTime();
        try {
            stored.append(entry);
            metrics.called(StoreOperation.APPEND, Outcome.SUCCESS, began);
        } catch (SessionStoreException e) {
            metrics.failed(StoreOperation.APPEND, e, began);
            throw e;
        } catch (IllegalStateException e) { // the session has ended
            metrics.called(StoreOperation.APPEND, Outcome.GONE, began);
            throw e;
        }
    }

    @Override
    public List<ConversationEntry> last(int count) {
        return stored.last(count);
    }

    @Override
    public List<ConversationEntry> page(long from, int count) {
        return stored.page(from, count);
    }

    @Override
    public long size() {
        return stored.size();
    }

    @Override
    public void clear() {
        stored.clear();
    }

    @Override
    public Stream<ConversationEntry> stream(int pageSize) {
        return stored.stream(pageSize);
    }
}
