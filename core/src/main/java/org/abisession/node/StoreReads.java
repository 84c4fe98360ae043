package org.abisession.node;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Reads a session from the store. Values that an answer replaces, and a request may have changed in place, are looked
 * at without the lock, since that runs code of the application; the answer is dropped if another call has come in
 * between. Safe for use by several threads.
 */
final class StoreReads {
    /** The greatest age of a value that is read outside of a request. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final SessionSync session;
    private final SessionNode node;
    private final ReentrantLock lock;
    private final Attributes attributes;
    private final StoreTurns turns;
    private long begun;
    /** The number of the last read that the store has answered. */
    private long done;

    private volatile long readAt;

    StoreReads(SessionSync session, SessionNode node, ReentrantLock lock, Attributes attributes, StoreTurns turns) {
        this.session = session;
        this.node = node;
        this.lock = lock;
        this.attributes = attributes;
        this.turns = turns;
    }

    /** Reads it, which is an access; requests that ask at the same time share a read that begins after they asked. */
    boolean refresh() {
        if (session.isEnded() || (session.isKnown() && !session.isStored())) {
            return !session.isEnded();
        }
        long asked;
        lock.lock();
        try {
            asked = begun;
        } finally {
            lock.unlock();
        }
        return read(
                () -> session.isKnown()
                        ? node.repository().findWhole(session.baseline().id())
                        : node.repository().find(session.baseline().id()),
                () -> session.isEnded() || done > asked);
    }

    /** Reads it whole, if a field that is asked for is deferred. That is no access of its own. */
    void bring(String field) {
        if (isDeferred(field)) {
            boolean unused = read(
                    () -> node.repository()
                            .findWhole(session.baseline().id())
                            .map(found ->
                                    found.withLastAccessedAt(session.baseline().lastAccessedAt())),
                    () -> !isDeferred(field));
        }
    }

    private boolean isDeferred(String field) {
        lock.lock();
        try {
            return !session.isEnded() && attributes.isDeferred(field);
        } finally {
            lock.unlock();
        }
    }

    /** Reads it, if the last time is longer ago than a second. That is no access. */
    void freshen() {
        if (session.isStored() && !session.isEnded() && System.nanoTime() - readAt > FRESH_NANOS) {
            boolean unused =
                    read(() -> node.repository().peek(session.baseline().id()), () -> session.isEnded());
        }
    }

    /** Has the next use outside of a request read it, although it was read a moment ago: its values were forgotten. */
    void outdate() {
        readAt = System.nanoTime() - 2 * FRESH_NANOS;
    }

    private boolean read(Supplier<Optional<SessionSnapshot>> find, BooleanSupplier answered) {
        while (true) {
            Answer answer = node.ends().<@Nullable Answer>inTurn(() -> turns.callUnless(answered, () -> readNow(find)));
            if (answer == null || answer.entered() || enter(answer)) {
                return !session.isEnded();
            }
        }
    }

    /**
     * An answer of the store.
     *
     * @param id by which it was asked for
     * @param number of the read
     * @param outdated values that it replaces, which a request may have changed in place: empty if it is entered
     *     already
     */
    private record Answer(SessionId id, SessionSnapshot snapshot, long number, List<PendingField> outdated) {
        boolean entered() {
            return outdated.isEmpty();
        }
    }

    private Answer readNow(Supplier<Optional<SessionSnapshot>> find) {
        long number;
        lock.lock();
        try {
            number = ++begun;
        } finally {
            lock.unlock();
        }
        long now = System.nanoTime();
        SessionId id = session.baseline().id();
        Optional<SessionSnapshot> found = find.get().map(node.cipher()::decrypted);
        lock.lock();
        try {
            readAt = now;
            if (found.isEmpty() || session.isEnded()) { // metadata alone may be left of one that has expired
                session.notFound();
                return new Answer(id, session.baseline(), number, List.of());
            }
            Answer answer = new Answer(id, found.get(), number, outdated(found.get()));
            if (answer.entered()) {
                session.enter(answer.snapshot, Set.of());
                done = number;
            }
            return answer;
        } finally {
            lock.unlock();
        }
    }

    private List<PendingField> outdated(SessionSnapshot snapshot) {
        return attributes.outdated(snapshot.fields(), node.sharedFields(snapshot));
    }

    /** Enters an answer after a look at the values that it replaces; false if another call came in between. */
    private boolean enter(Answer answer) {
        Set<String> changedInPlace = new HashSet<>();
        for (PendingField field : answer.outdated) {
            if (attributes.codec().changedInPlace(field) != null) {
                changedInPlace.add(field.name());
            }
        }
        lock.lock();
        try {
            boolean current = begun == answer.number
                    && session.baseline().id().equals(answer.id)
                    && answer.outdated.stream().allMatch(PendingField::isCurrent);
            if (current && !session.isEnded()) {
                session.enter(answer.snapshot, changedInPlace);
                done = answer.number;
            }
            return current || session.isEnded();
        } finally {
            lock.unlock();
        }
    }
}
