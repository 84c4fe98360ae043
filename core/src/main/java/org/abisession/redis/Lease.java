package org.abisession.redis;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A lease is the promise of Redis to this node that no other node changes a session without asking for the lease, and
 * the copy that this node may serve until then. It is counted from before it was asked for, less a margin, by the
 * monotonic clock of this node. {@link #read} may be called by any thread; {@link NearCache} guards everything else.
 */
final class Lease {
    private static final long LEAST_MARGIN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MARGIN = 20;

    private final SessionId id;
    private final long number;
    /** The moment when the lease was asked for, in the time of nanoTime. */
    private final long asked;

    private final long end;
    private @Nullable Lease before;
    private volatile @Nullable SessionSnapshot copy;
    private volatile boolean hidden;
    private volatile boolean dropped;
    /** The latest that Redis' clock can have shown when the lease was asked for, in milliseconds. */
    private volatile long askedAt;

    /**
     * The moment when the last access was that was served from the copy or has read it, in milliseconds of Redis'
     * clock.
     */
    private final AtomicLong accessed = new AtomicLong();

    private final AtomicBoolean untouched = new AtomicBoolean();

    /**
     * Makes one that is to be asked for now.
     *
     * @param number by which Redis names it to this node
     * @param before the one that this node had of the session
     */
    Lease(SessionId id, long number, Duration lasts, @Nullable Lease before) {
        this.id = id;
        this.number = number;
        this.asked = System.nanoTime();
        this.end = asked + lasts.toNanos() - Math.max(lasts.toNanos() / MARGIN, LEAST_MARGIN_NANOS);
        this.before = before == null || before.untouched.get() ? before : before.before;
        accessed.set(before == null ? 0 : before.lastAccess());
    }

    SessionId id() {
        return id;
    }

    long number() {
        return number;
    }

    /** Returns when the last access was that this node has served; Redis may not know of it yet. */
    long lastAccess() {
        return accessed.get();
    }

    /** Returns the lease before this one, which is not needed any more. */
    @Nullable
    Lease takeBefore() {
        Lease was = before;
        before = null;
        return was;
    }

    /** Returns true if Redis has not answered yet, and the copy that it answers may be kept. */
    boolean isAsked() {
        return copy == null && !dropped;
    }

    /** Returns how many nanoseconds remain. */
    long remaining() {
        return end - System.nanoTime();
    }

    boolean isDropped() {
        return dropped;
    }

    /** Begins the lease, which Redis has granted with this copy of the session. */
    void hold(SessionSnapshot session, long redisNow) {
        askedAt = redisNow;
        accessed.accumulateAndGet(redisNow, Math::max);
        copy = session;
    }

    /** Keeps the copy from being served while a change is under way. */
    void hide(boolean hide) {
        hidden = hide;
    }

    void change(SessionSnapshot changed) {
        copy = changed;
    }

    @Nullable
    SessionSnapshot copy() {
        return copy;
    }

    /** Ends it on this node: its copy is not served any more. */
    void drop() {
        dropped = true;
        copy = null;
    }

    /**
     * Returns the copy, as an access; null if it may not be served.
     *
     * @param whole whether it must have all values, deferred ones too
     */
    @Nullable
    SessionSnapshot read(boolean whole) {
        SessionSnapshot session = copy;
        long now = System.nanoTime();
        if (session == null
                || hidden
                || now - end >= 0
                || (whole && !session.deferred().isEmpty())) {
            return null;
        }
        long at = askedAt + TimeUnit.NANOSECONDS.toMillis(now - asked);
        Instant last = Instant.ofEpochMilli(accessed.getAndAccumulate(at, Math::max));
        return last.isAfter(session.lastAccessedAt()) ? session.withLastAccessedAt(last) : session;
    }

    /** Notes an access that is to be reported to Redis; returns false if one was noted already. */
    boolean use() {
        return !untouched.get() && untouched.compareAndSet(false, true);
    }

    /** Returns how long ago the last access was, in milliseconds, to report it to Redis now. */
    long takeAge() {
        untouched.set(false);
        long now = askedAt + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
        return Math.max(now - accessed.get(), 0);
    }
}
