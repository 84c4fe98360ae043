package org.abisession.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SessionId;
import org.abisession.store.UserIndex;
import org.abisession.store.UserIndex.Upkeep;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what can wait of the changes to the index of users: entries of sessions that were used hold longer, those of
 * sessions that have ended are removed, many at a time. What is lost here with the node costs nothing but memory in
 * Redis until the entries' time ends. Safe for use by several threads.
 */
final class UserUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(UserUpkeep.class);
    /** The most ends of sessions that wait while Redis does not answer. */
    private static final int MOST = 100_000;

    private record Entry(String user, SessionId id) {}

    private final UserIndex index;
    private final boolean immediate;
    private final ConcurrentMap<SessionId, Use> used = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Entry> ended = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    private record Use(List<String> names, Duration holds) {}

    /**
     * Makes one of one node.
     *
     * @param immediate whether entries of sessions that have ended are removed at once: a limit counts them
     */
    UserUpkeep(UserIndex index, boolean immediate) {
        this.index = index;
        this.immediate = immediate;
    }

    /**
     * Notes that a session was used.
     *
     * @param names its user, and its links
     */
    void used(List<String> names, SessionId id, Duration holds) {
        if (used.size() < MOST) {
            used.put(id, new Use(names, holds));
        }
    }

    /** Enters a session, or lets its entries hold longer, at once; not where the user of Redis may keep no entries. */
    void enter(List<String> names, SessionId id, Duration holds) {
        Map<String, Upkeep> entries = new HashMap<>();
        names.forEach(name -> entries.put(name, new Upkeep(List.of(), Map.of(id, holds))));
        try {
            if (!entries.isEmpty()) {
                index.keep(entries);
            }
        } catch (SessionStoreException e) {
            if (e.code() != SessionStoreCode.NOPERM) {
                throw e;
            }
            LOG.debug("The sessions of users can't be kept; the begin of a login says so", e);
        }
    }

    /** Notes that users, or links, have a session no more, or not under this id. */
    void ended(List<String> names, SessionId id) {
        used.remove(id);
        for (String name : names) {
            if (waiting.incrementAndGet() <= MOST) {
                ended.add(new Entry(name, id));
            } else {
                waiting.decrementAndGet();
            }
        }
        if (immediate) {
            quietly(this::removeEnded);
        }
    }

    /**
     * Removes the entry of a user, or link, that a session has no more: at once or never, since the session goes on,
     * and the same user may log in there with its next request, on another node. An entry that stays is in no list, as
     * the record does not have the user.
     */
    void remove(String name, SessionId id) {
        used.remove(id);
        try {
            index.keep(Map.of(name, new Upkeep(List.of(id), Map.of())));
        } catch (SessionStoreException e) {
            LOG.debug("The entry of a session that goes on without its user stays until its time ends", e);
        }
    }

    /** Removes the entries of sessions that have ended. */
    void removeEnded() {
        Map<String, List<SessionId>> ids = new HashMap<>();
        List<Entry> taken = new ArrayList<>();
        for (Entry entry = ended.poll(); entry != null; entry = ended.poll()) {
            waiting.decrementAndGet();
            taken.add(entry);
            ids.computeIfAbsent(entry.user(), user -> new ArrayList<>()).add(entry.id());
        }
        if (ids.isEmpty()) {
            return;
        }
        Map<String, Upkeep> users = new HashMap<>();
        ids.forEach((user, of) -> users.put(user, new Upkeep(of, Map.of())));
        try {
            index.keep(users);
        } catch (RuntimeException e) {
            if (mayBeRepeated(e)) {
                taken.forEach(entry -> {
                    waiting.incrementAndGet();
                    ended.add(entry);
                });
            }
            throw e;
        }
    }

    /** Prolongs the entries of the sessions that were used since the last time. */
    void prolong() {
        Map<SessionId, Use> taken = new HashMap<>();
        for (Map.Entry<SessionId, Use> entry : used.entrySet()) {
            if (used.remove(entry.getKey(), entry.getValue())) {
                taken.put(entry.getKey(), entry.getValue());
            }
        }
        if (taken.isEmpty()) {
            return;
        }
        Map<String, Map<SessionId, Duration>> ids = new HashMap<>();
        taken.forEach((id, use) -> use.names()
                .forEach(name ->
                        ids.computeIfAbsent(name, unused -> new HashMap<>()).put(id, use.holds())));
        Map<String, Upkeep> users = new HashMap<>();
        ids.forEach((user, of) -> users.put(user, new Upkeep(List.of(), of)));
        try {
            index.keep(users);
        } catch (RuntimeException e) {
            if (mayBeRepeated(e)) {
                taken.forEach(used::putIfAbsent);
            }
            throw e;
        }
    }

    /** Returns true unless Redis refuses a change whenever it is tried, as where its user may keep no entries. */
    private static boolean mayBeRepeated(RuntimeException failure) {
        return failure instanceof SessionStoreUnavailableException e && e.code() != SessionStoreCode.NOPERM;
    }

    /** Makes the pending changes, as far as Redis answers. */
    void close() {
        quietly(this::removeEnded);
        quietly(this::prolong);
    }

    private static void quietly(Runnable change) {
        try {
            change.run();
        } catch (SessionStoreException e) {
            LOG.debug("Entries of the sessions of users stay until the next try, or until their time ends", e);
        }
    }
}
