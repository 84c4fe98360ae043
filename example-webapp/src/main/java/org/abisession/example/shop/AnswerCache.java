package org.abisession.example.shop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Caches answers by the hash of their question; the one that was not asked for longest is removed first. In this
 * process only: a cache, not a store. Safe for use by several threads.
 */
final class AnswerCache {
    private final Map<String, Answer> answers;

    AnswerCache(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be 1 or more, was " + capacity);
        }
        answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                return size() > capacity;
            }
        };
    }

    synchronized @Nullable Answer get(String hash) {
        return answers.get(hash);
    }

    synchronized void put(String hash, Answer answer) {
        answers.put(hash, answer);
    }
}
