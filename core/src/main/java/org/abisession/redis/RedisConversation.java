package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.ZoneId;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.logging.UnreadableValues;
import org.abisession.store.SessionId;

/** The List {@code session:<id>:conversation}. */
final class RedisConversation implements Conversation {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final SessionId id;
    private final Predicate<byte[]> append;
    private final ZoneId zone;
    private final UnreadableValues unreadable;

    /**
     * Makes the conversation of one session.
     *
     * @param append stores a turn; false if the session has ended
     */
    RedisConversation(
            RedisConnections redis,
            SessionKeys keys,
            SessionId id,
            Predicate<byte[]> append,
            ZoneId zone,
            UnreadableValues unreadable) {
        this.redis = redis;
        this.keys = keys;
        this.id = id;
        this.append = append;
        this.zone = zone;
        this.unreadable = unreadable;
    }

    @Override
    public void append(ConversationEntry entry) {
        if (!append.test(EntryBytes.of(entry.inZone(zone)))) {
            throw new IllegalStateException(id + " has ended; the turn was not stored");
        }
    }

    @Override
    public List<ConversationEntry> last(int count) {
        requireCount("count", count, 0);
        return count == 0 ? List.of() : range(-(long) count, -1);
    }

    @Override
    public List<ConversationEntry> page(long from, int count) {
        if (from < 0) {
            throw new IllegalArgumentException("from must be 0 or more, was " + from);
        }
        requireCount("count", count, 0);
        return count == 0 ? List.of() : range(from, from + count - 1);
    }

    @Override
    public long size() {
        String key = keys.conversation(id);
        return redis.read("llen", pipeline -> pipeline.llen(key));
    }

    @Override
    public void clear() {
        // Not DEL: what is no List is not ours to remove.
        String key = keys.conversation(id);
        redis.write("ltrim", client -> client.ltrim(key, 1, 0), client -> client.ltrim(key, 1, 0));
    }

    @Override
    public Stream<ConversationEntry> stream(int pageSize) {
        requireCount("pageSize", pageSize, 1);
        return StreamSupport.stream(new Pages(pageSize), false).flatMap(List::stream);
    }

    private List<ConversationEntry> range(long first, long last) {
        String key = keys.conversation(id);
        return redis.read("lrange", pipeline -> pipeline.lrange(bytes(key), first, last)).stream()
                .map(this::entry)
                .toList();
    }

    private ConversationEntry entry(byte[] stored) {
        ConversationEntry entry = ConversationEntry.parse(stored, zone);
        if (!entry.isReadable()) {
            unreadable.report(
                    id,
                    "conversation",
                    "A turn of the conversation " + EntryBytes.whyUnreadable(stored),
                    "the other turns can be read.");
        }
        return entry;
    }

    private static void requireCount(String name, int count, int least) {
        if (count < least) {
            throw new IllegalArgumentException(name + " must be " + least + " or more, was " + count);
        }
    }

    /** One page a step, until a page is not full. */
    private final class Pages extends AbstractSpliterator<List<ConversationEntry>> {
        private final int pageSize;
        private long next;
        private boolean atEnd;

        Pages(int pageSize) {
            super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL);
            this.pageSize = pageSize;
        }

        @Override
        public boolean tryAdvance(Consumer<? super List<ConversationEntry>> action) {
            if (atEnd) {
                return false;
            }
            List<ConversationEntry> page = page(next, pageSize);
            next += page.size();
            atEnd = page.size() < pageSize;
            action.accept(page);
            return true;
        }
    }
}
