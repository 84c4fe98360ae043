package org.abisession.redis;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.store.SessionId;

/**
 * The intervals that this node has seen last of sessions which have not the usual one: a guess, by which a load
 * extends all keys at once. Remembers the last 10,000 of them, by a hash of the id; a wrong guess costs one more round
 * trip. Safe for use by several threads.
 */
final class Intervals {
    private static final int REMEMBERED = 10_000;

    private final long usual;
    private final Map<Integer, Long> others = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Intervals(Duration usual) {
        this.usual = Math.max(usual.toMillis(), 0);
    }

    /** Returns an interval in milliseconds, 0 for one that never expires. */
    long guess(SessionId id) {
        synchronized (others) {
            return others.getOrDefault(id.hashCode(), usual);
        }
    }

    void saw(SessionId id, long interval) {
        synchronized (others) {
            if (interval == usual) {
                others.remove(id.hashCode());
            } else {
                others.put(id.hashCode(), interval);
            }
        }
    }
}
