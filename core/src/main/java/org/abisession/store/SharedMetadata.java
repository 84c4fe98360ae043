package org.abisession.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The metadata of a session: the JSON object that the Python application reads and writes, too. How it is stored is the
 * store's own affair; whoever uses a store sees fields. Immutable.
 */
public interface SharedMetadata {
    /** Metadata without fields of the application. */
    SharedMetadata NONE = of(Map.of());

    /**
     * Returns the metadata of a session that is to be stored. The store adds the fields that every session has.
     *
     * @param fields names and values, each value as UTF-8 JSON
     */
    static SharedMetadata of(Map<String, byte[]> fields) {
        record Fields(Map<String, byte[]> fields) implements SharedMetadata {}
        return new Fields(Map.copyOf(new LinkedHashMap<>(fields)));
    }

    /** Returns how many bytes the fields take, as far as that is known without reading them. */
    default int size() {
        return 0;
    }

    /** Returns the fields, each value as UTF-8 JSON; none where what is stored is no JSON object. */
    Map<String, byte[]> fields();
}
