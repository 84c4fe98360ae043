package org.abisession.store;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Holds what one request changed in a session. Immutable.
 *
 * @param changed fields of the attributes record and their new values as UTF-8 JSON
 * @param removed fields that are no more
 * @param maxInactiveInterval the new interval, if it changed; zero or less means without an end
 * @param shared fields of the metadata to set, as UTF-8 JSON
 * @param sharedRemoved fields of the metadata to remove
 */
public record SessionDelta(
        Map<String, byte[]> changed,
        Set<String> removed,
        Optional<Duration> maxInactiveInterval,
        Map<String, byte[]> shared,
        Set<String> sharedRemoved) {
    /** Copies the collections. */
    public SessionDelta {
        changed = Map.copyOf(changed);
        removed = Set.copyOf(removed);
        shared = Map.copyOf(shared);
        sharedRemoved = Set.copyOf(sharedRemoved);
    }

    /** Returns a delta of the attributes record alone. */
    public static SessionDelta of(Map<String, byte[]> changed, Set<String> removed) {
        return new SessionDelta(changed, removed, Optional.empty(), Map.of(), Set.of());
    }

    /** Returns true if there is nothing to save. */
    public boolean isEmpty() {
        return changed.isEmpty()
                && removed.isEmpty()
                && maxInactiveInterval.isEmpty()
                && shared.isEmpty()
                && sharedRemoved.isEmpty();
    }

    /** Returns the counts only, and no value. */
    @Override
    public String toString() {
        return "SessionDelta[" + (changed.size() + shared.size()) + " set, " + (removed.size() + sharedRemoved.size())
                + " removed]";
    }
}
