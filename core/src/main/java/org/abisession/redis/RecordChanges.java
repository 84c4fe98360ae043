package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.store.SessionDelta;

/** The fields of a record that a save sets and removes. */
record RecordChanges(Map<String, byte[]> set, Set<String> removed) {
    /**
     * Returns the changes of one request.
     *
     * @param own fields that are not shared
     * @param sharedGo whether shared attributes go to the metadata; what can't, since the metadata is no JSON object,
     *     is kept with the attributes until it can
     */
    static RecordChanges of(Map<String, byte[]> own, SessionDelta delta, boolean sharedGo) {
        Map<String, byte[]> set = new LinkedHashMap<>(own);
        Set<String> removed = new HashSet<>(delta.removed());
        if (sharedGo) {
            removed.addAll(delta.shared().keySet());
        } else {
            set.putAll(delta.shared());
            removed.addAll(delta.sharedRemoved());
            removed.removeAll(set.keySet());
        }
        return new RecordChanges(set, removed);
    }

    /** Appends the changes as the last arguments of a script: count, field, value, ..., then the fields to remove. */
    void addTo(List<byte[]> arguments) {
        arguments.add(bytes(Integer.toString(set.size())));
        Records.addPairs(arguments, set);
        removed.forEach(field -> arguments.add(bytes(field)));
    }
}
