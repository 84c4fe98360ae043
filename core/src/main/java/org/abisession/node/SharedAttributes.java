package org.abisession.node;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.store.SharedMetadata;

/** Knows which attributes live in the metadata, where the Python application reads and writes them too. */
final class SharedAttributes {
    /** Fields of the metadata that are no attributes. */
    private static final Set<String> RESERVED = Set.of("session_id", "created_at");

    private final boolean all;
    private final Set<String> names;

    /**
     * Makes them from the setting {@code shared-attributes}.
     *
     * @param setting names, or {@code *} alone for every attribute whose value is plain JSON
     */
    SharedAttributes(List<String> setting) {
        all = setting.contains("*");
        names = Set.copyOf(setting);
    }

    boolean isEmpty() {
        return !all && names.isEmpty();
    }

    /** Returns true if it is kept in the metadata if its value is plain JSON. */
    boolean isShared(String field) {
        return (all || names.contains(field)) && !RESERVED.contains(field) && !field.startsWith("@");
    }

    /** Returns true if it is named, so that a value which can't be shared is an error. */
    boolean mustBeShared(String field) {
        return !all && isShared(field);
    }

    /** Returns the shared attributes that a session's metadata holds, by field, still encoded. */
    Map<String, byte[]> read(SharedMetadata metadata) {
        Map<String, byte[]> found = new HashMap<>(metadata.fields());
        found.keySet().removeIf(field -> !isShared(field));
        return found;
    }
}
