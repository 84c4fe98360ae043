package org.abisession.redis;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The copies of sessions that this node has leases for, and what keeps them from being stale on this node: a copy is
 * not served while a change of this node is under way, and what was read before such a change is not kept after it.
 * Asks nobody. Safe for use by several threads.
 */
final class NearCache {
    private static final int PART_OF_HEAP = 16;
    private static final int BYTES_OF_SESSION = 512;
    private static final int BYTES_OF_FIELD = 128;

    private final Duration lasts;
    private final Cache<SessionId, Lease> copies;
    /** The last lease of each session, asked for or granted. Guarded by this, as the next two are. */
    private final Map<SessionId, Lease> current = new HashMap<>();

    private final Map<Long, Lease> numbers = new HashMap<>();
    private final Map<SessionId, Integer> writing = new HashMap<>();
    private long lastNumber;
    /** The leases with accesses that Redis does not know of yet. */
    private final Set<Lease> used = ConcurrentHashMap.newKeySet();

    NearCache(Duration lasts) {
        this(lasts, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    NearCache(Duration lasts, long mostBytes) {
        this.lasts = lasts;
        this.copies = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((SessionId id, Lease lease) -> weight(lease.copy()))
                .expireAfterWrite(lasts)
                .removalListener((@Nullable SessionId id, @Nullable Lease lease, RemovalCause cause) -> {
                    if (lease != null && cause.wasEvicted()) {
                        lease.drop();
                    }
                })
                .executor(Runnable::run)
                .build();
    }

    private static int weight(@Nullable SessionSnapshot session) {
        if (session == null) {
            return BYTES_OF_SESSION;
        }
        long bytes = (long) BYTES_OF_SESSION + session.metadata().size();
        for (Map.Entry<String, byte[]> field : session.fields().entrySet()) {
            bytes += BYTES_OF_FIELD + field.getKey().length() + field.getValue().length;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** Returns the copy of a session, which is an access; empty if there is none that may be served. */
    Optional<SessionSnapshot> find(SessionId id, boolean whole) {
        Lease lease = copies.getIfPresent(id);
        SessionSnapshot session = lease == null ? null : lease.read(whole);
        if (lease == null || session == null) {
            return Optional.empty();
        }
        if (lease.use()) {
            used.add(lease);
        }
        return Optional.of(session);
    }

    /** Begins a lease, before it is asked for; null if what Redis answers could not be kept. */
    synchronized @Nullable Lease ask(SessionId id) {
        Lease before = current.get(id);
        if (writing.containsKey(id) || (before != null && before.isAsked())) {
            return null;
        }
        if (before != null) {
            before.drop();
        }
        Lease lease = new Lease(id, ++lastNumber, lasts, before);
        current.put(id, lease);
        numbers.put(lease.number(), lease);
        return lease;
    }

    /** Keeps what was read with a lease, unless the session was changed, or the lease asked back, meanwhile. */
    synchronized void granted(Lease lease, SessionSnapshot session, long redisNow) {
        if (!lease.isDropped()) {
            lease.hold(session, redisNow);
            copies.put(lease.id(), lease);
        }
        forgetBefore(lease);
    }

    /** Ends a lease that Redis has not granted; a first run of the load, whose answer was lost, may have got it. */
    synchronized void refused(Lease lease) {
        lease.drop();
        current.remove(lease.id(), lease);
        forgetBefore(lease);
    }

    /**
     * Ends a lease of which it is not known whether Redis has granted it: another node can ask for it until it ends.
     */
    synchronized void unanswered(Lease lease) {
        lease.drop();
    }

    /**
     * Forgets the unreported accesses of the lease before this one: the read that has asked for this one has reported
     * them.
     */
    private void forgetBefore(Lease lease) {
        Lease before = lease.takeBefore();
        if (before != null && used.remove(before)) {
            long unused = before.takeAge();
        }
    }

    /** Returns when the last access was that was served from here, which Redis may not know of; 0 for none. */
    synchronized long lastAccess(SessionId id) {
        Lease lease = current.get(id);
        return lease == null ? 0 : lease.lastAccess();
    }

    /** Begins a change of this node: nothing is served from here until it has ended. */
    synchronized void beginWrite(SessionId id) {
        boolean only = writing.merge(id, 1, Integer::sum) == 1;
        Lease lease = current.get(id);
        if (lease != null && lease.copy() != null && only) {
            lease.hide(true);
        } else if (lease != null) {
            drop(lease);
        }
    }

    /**
     * Ends a change.
     *
     * @param change what it has made of the session; null if that is not known, or there is no session any more
     */
    synchronized void endWrite(SessionId id, @Nullable UnaryOperator<SessionSnapshot> change) {
        boolean last = writing.merge(id, -1, Integer::sum) == 0;
        if (last) {
            writing.remove(id);
        }
        Lease lease = current.get(id);
        SessionSnapshot session = lease == null ? null : lease.copy();
        if (lease == null) {
            return;
        }
        if (change == null || session == null || !last) {
            drop(lease);
            return;
        }
        lease.change(change.apply(session));
        lease.hide(false);
        copies.put(id, lease);
    }

    private void drop(Lease lease) {
        lease.drop();
        copies.invalidate(lease.id());
    }

    /** Drops the copy whose lease is asked back; null if this node knows of no such lease. */
    synchronized @Nullable Lease revoke(long number) {
        Lease lease = numbers.remove(number);
        if (lease == null) {
            return null;
        }
        lease.drop();
        Lease now = current.get(lease.id());
        if (now != null) {
            drop(now);
        }
        return lease;
    }

    /** Drops all copies. */
    synchronized void clear() {
        current.values().forEach(Lease::drop);
        copies.invalidateAll();
    }

    /** Takes the leases that Redis takes this node to have, to give them back. */
    synchronized List<Lease> takeAll() {
        clear();
        List<Lease> all = new ArrayList<>(numbers.values());
        numbers.clear();
        return all;
    }

    /** Forgets leases that have ended. */
    synchronized void forgetOld() {
        long longAgo = -lasts.toNanos() / 2;
        numbers.values().removeIf(lease -> lease.remaining() < longAgo);
        current.values().removeIf(lease -> lease.remaining() < longAgo && !used.contains(lease));
        copies.cleanUp();
    }

    /**
     * Takes the leases with accesses that are to be reported to Redis now: those that end soon.
     *
     * @param all whether those of all others, too
     */
    Collection<Lease> takeUsed(boolean all) {
        long soon = lasts.toNanos() / 4 + TimeUnit.MILLISECONDS.toNanos(20);
        List<Lease> due = used.stream()
                .filter(lease -> all || lease.isDropped() || lease.remaining() < soon)
                .toList();
        return due.stream().filter(used::remove).toList();
    }

    /** Notes that accesses could not be reported to Redis. */
    void unreported(Collection<Lease> leases) {
        for (Lease lease : leases) {
            if (lease.use()) {
                used.add(lease);
            }
        }
    }

    /** Returns how many copies there are. */
    long size() {
        return copies.estimatedSize();
    }
}
