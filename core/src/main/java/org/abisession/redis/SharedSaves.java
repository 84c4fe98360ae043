package org.abisession.redis;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.store.SessionId;

/**
 * Remembers the metadata that saves of this node have written last, so that a second save of shared attributes in one
 * request begins with what the first one wrote. What is forgotten costs one more round trip, and what another one has
 * changed meanwhile is noticed by the script. Safe for use by several threads.
 */
final class SharedSaves {
    private static final int REMEMBERED = 1_000;
    private static final int MOST_BYTES = 16_384;

    /** Metadata as a request has read them, and as it has written them. */
    private static final class Save {
        final byte[] read;
        final byte[] written;

        Save(byte[] read, byte[] written) {
            this.read = read;
            this.written = written;
        }
    }

    private final Map<SessionId, Save> saves = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SessionId, Save> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Returns what the metadata is most likely now of a session that was read with these. */
    synchronized byte[] now(SessionId id, byte[] read) {
        Save last = saves.get(id);
        return last != null && Arrays.equals(last.read, read) ? last.written : read;
    }

    /** Notes that this node has written metadata, and which metadata it had read before. */
    synchronized void wrote(SessionId id, byte[] read, byte[] written) {
        if (read.length + written.length <= MOST_BYTES) {
            saves.put(id, new Save(read, written));
        } else {
            saves.remove(id);
        }
    }
}
