package org.abisession.redis;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.store.SessionId;

/**
 * Remembers which sessions a node has found to be large, so that the next read defers their large values: most requests
 * ask for none of them. A session whose deferred values are asked for is read whole for a while. What is forgotten
 * costs one read of everything: the {@value #SESSIONS} used last are kept, whether they have ended or not. Safe for use
 * by several threads.
 */
final class LargeSessions {
    /** The bytes above which a value may be deferred. */
    static final byte[] MOST = "1024".getBytes(StandardCharsets.US_ASCII);

    /** The bytes of all values above that size in a session from which on it pays to defer them. */
    static final int LARGE = 65_536;
    /** The most fields of a session whose sizes Redis looks at, one by one. */
    static final int FIELDS = 256;
    /** The number of reads in a row that get everything: the one that a request asked for, and those after it. */
    static final int READS = 16;

    static final int SESSIONS = 10_000;
    private static final int MOST_BYTES = 1024;

    /** The number of reads of each session that shall still get everything. */
    private final Map<SessionId, Integer> reads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Integer> eldest) {
            return size() > SESSIONS;
        }
    };

    /** Returns true if the next read of a session is to defer its large values. */
    synchronized boolean defersValues(SessionId id) {
        return Integer.valueOf(0).equals(reads.get(id));
    }

    /** Returns true if a session was large when it was read last. */
    synchronized boolean isLarge(SessionId id) {
        return reads.containsKey(id);
    }

    /** Notes that all fields of a session were read. */
    synchronized void read(SessionId id, Map<String, byte[]> fields) {
        if (!isLarge(fields)) {
            reads.remove(id);
            return;
        }
        int unused = reads.merge(id, 0, (rest, none) -> Math.max(rest - 1, 0));
    }

    /** Notes that a request has asked for a deferred value. */
    synchronized void wanted(SessionId id) {
        reads.put(id, READS);
    }

    synchronized void forget(SessionId id) {
        reads.remove(id);
    }

    /** Returns how many sessions are remembered. */
    synchronized int size() {
        return reads.size();
    }

    private static boolean isLarge(Map<String, byte[]> fields) {
        if (fields.size() > FIELDS) {
            return false;
        }
        long bytes = 0;
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            int length = field.getValue().length;
            bytes += length > MOST_BYTES && !field.getKey().startsWith("@") ? length : 0;
        }
        return bytes >= LARGE;
    }
}
