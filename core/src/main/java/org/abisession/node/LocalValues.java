package org.abisession.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.abisession.codec.AttributeCodec;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of one session that stay on this node: those that the container does not want stored, and, in an
 * application that is not distributable, those that can't be stored. Guarded by the lock of the session.
 */
final class LocalValues {
    private final UnstorableValues unstorable;
    private final Map<String, Object> values = new HashMap<>(0);

    LocalValues(UnstorableValues unstorable) {
        this.unstorable = unstorable;
    }

    /** Returns true if a value that can't be stored is to be kept here, which is logged once for each class. */
    boolean takes(String name, Object value, IllegalArgumentException reason) {
        return !AttributeCodec.isTooLarge(reason) && unstorable.isKept(name, value, reason);
    }

    @Nullable
    Object get(String field) {
        return values.get(field);
    }

    void put(String field, Object value) {
        values.put(field, value);
    }

    @Nullable
    Object remove(String field) {
        return values.remove(field);
    }

    /** Drops a value in whose place another node has stored one. */
    void replaced(String field) {
        values.remove(field);
    }

    Set<String> names() {
        return values.keySet();
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    int size() {
        return values.size();
    }

    void clear() {
        values.clear();
    }
}
