package org.abisession.node;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.abisession.metrics.EndReason;
import org.abisession.store.LoginEndedException;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SharedMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session on this node in step with the store: saves what changed and ends it. {@link StoreReads} reads it,
 * {@link IdChanges} changes its id.
 *
 * <p>Calls to the store follow each other ({@link StoreTurns}). The lock is held neither during a call nor while code
 * of the application runs, so a save encodes first, then takes its turn, and begins anew if another save or read has
 * met the same fields meanwhile. Safe for use by several threads.
 */
final class SessionSync {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSync.class);
    private final SessionNode node;
    private final SessionRepository repository;
    private final ReentrantLock lock;
    private final Attributes attributes;
    private final ExpiryRenewal expiry;
    private final StoreTurns turns;
    private final StoreReads reads;
    private final SessionUser user;
    private final SessionInterval interval;
    private final IdChanges idChanges;
    private final boolean isOfOtherStore;
    /** Gets the former id of the session when it has got another one. */
    private final Consumer<SessionId> renamed;

    /** The session as it was read or saved last, without its fields. */
    private volatile SessionSnapshot baseline;

    /** True once the store was asked for the session. */
    private volatile boolean known;

    private volatile boolean stored;
    private volatile boolean ended;
    /** True if this node has ended it, or may have: only the node that ended a session calls the listeners. */
    private volatile boolean endedHere;

    /**
     * The time that the session lives until its first access after its creation, if that is less than the interval;
     * else null.
     */
    private volatile @Nullable Duration firstLife;

    /**
     * Makes the link of one session with the store.
     *
     * @param lock the lock of the session
     * @param baseline the session; of one that is to be looked for, its id
     * @param renamed gets the id that the session had before, when it has got another one
     */
    SessionSync(
            SessionNode node,
            ReentrantLock lock,
            Attributes attributes,
            ExpiryRenewal expiry,
            SessionSnapshot baseline,
            SessionOrigin origin,
            Consumer<SessionId> renamed) {
        this.node = node;
        this.repository = node.repository();
        this.lock = lock;
        this.attributes = attributes;
        this.expiry = expiry;
        this.turns = new StoreTurns(lock, node::unavailable);
        this.reads = new StoreReads(this, node, lock, attributes, turns);
        this.user = new SessionUser(node, attributes);
        this.interval = new SessionInterval(lock, baseline.maxInactiveInterval());
        this.baseline = baseline;
        this.known = origin != SessionOrigin.ID;
        this.isOfOtherStore = origin == SessionOrigin.OTHER_STORE;
        this.idChanges = new IdChanges(this, node, attributes, turns, user);
        this.renamed = renamed;
    }

    SessionSnapshot baseline() {
        return baseline;
    }

    StoreReads reads() {
        return reads;
    }

    IdChanges idChanges() {
        return idChanges;
    }

    SessionInterval interval() {
        return interval;
    }

    SessionUser user() {
        return user;
    }

    /** Returns the user's name, escaped; empty if nobody is logged in. */
    Optional<String> userName() {
        return user.name(baseline.id());
    }

    /** Notes that a field was set: a login may begin with it. */
    void noticeUser(String field) {
        if (!ended) {
            user.changed(baseline, interval.get(), field);
        }
    }

    /** Returns true if a login is not stored yet. */
    boolean isLoginUnderWay() {
        return user.isLoginUnderWay();
    }

    boolean isKnown() {
        return known;
    }

    boolean isStored() {
        return stored;
    }

    boolean isEnded() {
        return ended;
    }

    /** Returns the id of the session after a change of it that is under way on this node. */
    SessionId settledId() {
        turns.settle();
        return baseline.id();
    }

    /** Enters what the store has. To be called with the lock held, or by a constructor. */
    void enter(SessionSnapshot snapshot, Set<String> changedInPlace) {
        SessionId before = baseline.id();
        idChanges.age().leading(snapshot);
        baseline = snapshot.withoutFields();
        idChanges.age().read(snapshot);
        known = true;
        stored = true;
        if (!before.equals(snapshot.id())) {
            renamed.accept(before);
        }
        interval.read(snapshot.maxInactiveInterval());
        attributes.read(snapshot.fields(), node.sharedFields(snapshot), changedInPlace);
        attributes.defer(snapshot.deferred());
        user.read(snapshot);
        if (!ended) {
            firstLife = null;
            user.used(snapshot);
        }
    }

    /** Stores what changed since it was read or last saved: one round trip, none if nothing did. */
    SaveResult save() {
        while (!ended) {
            PendingChanges pending = attributes.pending();
            if (user.notice(baseline, interval.get(), pending)) {
                continue;
            }
            if (stored && pending.isEmpty() && interval.changed().isEmpty()) {
                return ended ? SaveResult.GONE : SaveResult.SAVED;
            }
            SaveResult result = turns.<@Nullable SaveResult>call(() -> saveNow(pending));
            if (result == SaveResult.GONE && !ended) { // after the turn, since it calls listeners
                boolean unused = node.ends().end(baseline.id(), EndReason.LOGOUT);
                ended = true;
            }
            if (result != null) {
                return result;
            }
        }
        return SaveResult.GONE;
    }

    /**
     * Saves, in its turn; null if another save, read or login has met the same fields meanwhile, or another node has
     * renewed the id.
     */
    private @Nullable SaveResult saveNow(PendingChanges pending) {
        Duration savedInterval;
        SessionDelta delta;
        lock.lock();
        try {
            if (ended) {
                return SaveResult.GONE;
            }
            if (!pending.isCurrent()) {
                return null;
            }
            savedInterval = interval.get();
            delta = pending.delta(stored ? interval.changed() : Optional.empty());
            if (stored && delta.isEmpty()) {
                pending.saved();
                return SaveResult.SAVED;
            }
        } finally {
            lock.unlock();
        }
        SessionSnapshot before = baseline;
        Optional<SessionDelta> whole = user.complete(before, delta, !stored);
        if (whole.isEmpty()) {
            return null;
        }
        SessionDelta encrypted = node.cipher().encrypted(before.id(), whole.get(), attributes.origins());
        Stored saved = store(before, stored ? before : created(before, savedInterval, encrypted), encrypted);
        if (saved == null) {
            return null;
        }
        lock.lock();
        try {
            if (saved.result() == SaveResult.GONE) {
                ended = !saved.endsWithLogin();
                return SaveResult.GONE;
            }
            pending.saved();
            baseline = saved.session().withoutFields();
            if (interval.saved(savedInterval)) {
                expiry.intervalSaved();
            }
            stored = true;
            return saved.result();
        } finally {
            lock.unlock();
        }
    }

    private Duration life() {
        Duration first = firstLife;
        return first == null ? interval.get() : first;
    }

    private void touch() {
        if (repository.touch(baseline.id()) == SaveResult.GONE && idChanges.follow()) {
            SaveResult unused = repository.touch(baseline.id());
        }
        firstLife = null;
    }

    /**
     * Holds what became of a save, and the session as it is stored now.
     *
     * @param endsWithLogin true if its login does not count any more, so that the session has to be ended
     */
    private record Stored(SaveResult result, SessionSnapshot session, boolean endsWithLogin) {}

    /** Stores a change, or a session that is new. Null if another node has renewed the id. */
    private @Nullable Stored store(SessionSnapshot before, SessionSnapshot after, SessionDelta delta) {
        SaveResult result = SaveResult.SAVED;
        SessionSnapshot now = after;
        boolean login = user.isLoginUnderWay();
        try {
            if (stored) {
                result = repository.save(before, delta);
                if (result == SaveResult.GONE && idChanges.followNow()) {
                    return null;
                }
            } else {
                now = isOfOtherStore ? repository.takeOver(after) : repository.create(after);
                firstLife = user.firstLife(delta);
            }
        } catch (LoginEndedException e) {
            LOG.debug("{}", e.getMessage());
            user.removeFormer();
            return new Stored(SaveResult.GONE, after, false);
        }
        user.removeFormer();
        if (!user.saved(before.id(), delta)) {
            result = SaveResult.GONE;
        }
        if (result == SaveResult.SAVED) {
            user.journal(before.id(), delta);
        }
        return new Stored(result, now, login && result == SaveResult.GONE);
    }

    /** Starts the expiry anew when a third of it has gone by. */
    void keepAlive() {
        if (stored && !ended) {
            expiry.renew(life(), this::touch);
        }
    }

    /** Starts the expiry at the end of a long use. */
    void endUse() {
        if (stored && !ended) {
            expiry.end(life(), this::touch);
        }
    }

    /** Enters another id. */
    void enterId(SessionId newId) {
        SessionId oldId = baseline.id();
        lock.lock();
        try {
            baseline = baseline.withId(newId);
        } finally {
            lock.unlock();
        }
        renamed.accept(oldId);
    }

    /**
     * Ends it; false if it had ended already.
     *
     * @param triedBefore true if an attempt of this node may have ended it
     */
    boolean delete(boolean triedBefore) {
        if (ended) {
            return triedBefore;
        }
        attributes.noteChangesInPlace();
        return turns.call(() -> {
            if (ended) {
                return triedBefore;
            }
            Optional<SessionSnapshot> last = stored ? repository.end(baseline.id()) : Optional.empty();
            if (last.isEmpty() && idChanges.followNow()) {
                last = repository.end(baseline.id());
            }
            Optional<SessionSnapshot> was = last.map(node.cipher()::decrypted);
            user.removeEntry(baseline.id());
            lock.lock();
            try {
                was.ifPresent(now -> attributes.read(now.fields(), node.sharedFields(now), Set.of()));
                endedHere = !stored || was.isPresent() || triedBefore;
                ended = true;
                return endedHere;
            } finally {
                lock.unlock();
            }
        });
    }

    /** Notes that the store does not have it. To be called with the lock held. */
    void notFound() {
        ended = true;
    }

    /** Notes that this node has ended it, with what the store had of it where that is known. */
    void ended(@Nullable SessionSnapshot last) {
        lock.lock();
        try {
            endedHere = true;
            ended = true;
            if (last != null) {
                enter(node.cipher().decrypted(last), Set.of());
            }
        } finally {
            lock.unlock();
        }
        if (last != null) {
            user.removeEntry(last.id());
        }
    }

    boolean isEndedHere() {
        return endedHere;
    }

    /** Notes whether this node may have ended it, although the store's answer was lost. */
    void mayHaveEnded(boolean here) {
        endedHere = here;
    }

    /** Notes that it has ended; false if this node has ended it, or may have. */
    boolean endedElsewhere() {
        lock.lock();
        try {
            ended = true;
            return !endedHere;
        } finally {
            lock.unlock();
        }
    }

    /** Returns a new session as it is to be stored. */
    private static SessionSnapshot created(SessionSnapshot session, Duration interval, SessionDelta delta) {
        return SessionSnapshot.empty(session.id(), session.createdAt(), session.lastAccessedAt(), interval)
                .withFields(delta.changed())
                .withMetadata(SharedMetadata.of(delta.shared()));
    }
}
