package org.abisession.store;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ends all sessions of a user whose login is from before it begins, under way or not. An entry stays until its session
 * has ended, so that it may be interrupted at any point and be done again. Safe for use by several threads.
 */
public final class UserEnd {
    private final UserIndex index;

    /** Makes one by the index of one application. */
    public UserEnd(UserIndex index) {
        this.index = index;
    }

    /**
     * Ends all sessions of a user. It goes over the entries until it has met none whose session had moved on between
     * the look and the end, and the entries that there are after that are all among those that it has looked at: a
     * session that gets another id meanwhile has a new entry before the old id is gone.
     *
     * @param user escaped
     * @param end ends a session; returns false if it had ended, or has another id by now
     * @return how many have ended
     */
    public int endAll(String user, Predicate<SessionId> end) {
        return endOthers(user, () -> null, end);
    }

    /**
     * Does the same as {@link #endAll} for all sessions but one, whose id may change meanwhile.
     *
     * @param spared asked after each look at the records: the id that the session has at that moment
     */
    public int endOthers(String user, Supplier<? extends @Nullable SessionId> spared, Predicate<SessionId> end) {
        OptionalLong epoch = index.raise(user);
        return epoch.isEmpty() ? 0 : endAll(user, spared, epoch.getAsLong(), end);
    }

    /**
     * Ends all sessions that have a link ({@link ProviderLink}), whenever their login was. One whose login is not
     * stored yet is not among them.
     *
     * @param end ends a session; returns false if it had ended, or has another id by now
     * @return how many have ended
     */
    public int endLinked(String link, Predicate<SessionId> end) {
        return endAll(link, () -> null, Long.MAX_VALUE, end);
    }

    private int endAll(
            String user, Supplier<? extends @Nullable SessionId> spared, long epoch, Predicate<SessionId> end) {
        int ended = 0;
        Set<SessionId> over = new HashSet<>();
        Set<SessionId> seen = new HashSet<>();
        List<SessionId> ids = ids(user, over);
        boolean again = true;
        while (again) {
            seen.addAll(ids);
            boolean movedOn = false;
            List<UserRecord> found = readMoving(user, ids);
            SessionId kept = spared.get();
            for (UserRecord record : found) {
                if (record.epoch() < epoch && !record.id().equals(kept)) {
                    if (end.test(record.id())) {
                        over.add(record.id());
                        ended++;
                    } else {
                        movedOn = true;
                    }
                }
            }
            ids = ids(user, over);
            again = movedOn || !seen.containsAll(ids);
        }
        return ended;
    }

    private List<SessionId> ids(String user, Set<SessionId> over) {
        return index.ids(user).stream().filter(id -> !over.contains(id)).toList();
    }

    /**
     * Reads entries twice if they are missing: a session whose id changes between two looks is under the new one by
     * then.
     */
    private List<UserRecord> readMoving(String user, List<SessionId> ids) {
        List<UserRecord> found = new ArrayList<>(index.read(user, ids));
        Set<SessionId> missing = new LinkedHashSet<>(ids);
        found.forEach(record -> missing.remove(record.id()));
        found.addAll(index.read(user, List.copyOf(missing)));
        return found;
    }
}
