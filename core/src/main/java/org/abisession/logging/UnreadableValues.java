package org.abisession.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log which stored values can't be read: each value of a session once, however many requests come
 * upon it. Remembers the last 10,000 of them, about 2 MB. Safe for use by several threads.
 */
public final class UnreadableValues {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableValues.class);
    private static final int REMEMBERED = 10_000;

    private record Value(SessionId id, String name) {}

    private final Map<Value, Boolean> reported = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Value, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Makes one that has reported no value yet. */
    public UnreadableValues() {}

    /**
     * Reports an unreadable value, unless it was reported before.
     *
     * @param name which value of the session
     * @param sentence what is wrong with it and who may have written it, without the value itself
     * @param consequence what that means, as a sentence
     */
    public void report(SessionId id, String name, String sentence, String consequence) {
        synchronized (reported) {
            if (reported.put(new Value(id, name), true) != null) {
                return;
            }
        }
        LOG.warn(
                "{}: {} It was left as it is; {}", id, sentence.endsWith(".") ? sentence : sentence + ".", consequence);
    }
}
