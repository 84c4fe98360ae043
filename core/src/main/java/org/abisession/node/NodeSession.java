package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.abisession.Conversation;
import org.abisession.SaveResult;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.abisession.SessionRepository;
import org.abisession.SessionSnapshot;
import org.abisession.SessionStoreException;
import org.abisession.StoredKeys;
import org.abisession.redis.Metadata;
import org.jspecify.annotations.Nullable;

/**
 * One session on one node, shared by all requests that hold it at the same time: read from the store
 * when the first of them came, written back by {@link #save}.
 *
 * <ul>
 *   <li><b>Lazy.</b> A value is decoded when it is first asked for; then it is the same object for all. Large values
 *       may have been left in the store until then; with the first of them everything is read anew.
 *   <li><b>In place.</b> A mutable value that was read is saved if its encoded form has changed.
 *   <li><b>Final.</b> When the session has ended elsewhere, a save changes nothing and answers
 *       {@link SaveResult#GONE}.
 * </ul>
 *
 * <p>Safe for use by several threads. Saves of one session follow each other, so that of two that set
 * the same attribute the later wins. Methods that reach the store throw what {@link SessionRepository}
 * throws; what was to be saved then stays to be saved.
 */
public final class NodeSession {
    private final SessionRepository repository;
    private final SharedAttributes shared;
    private final Metadata metadata;
    /** Orders the saves; taken before {@link #state}. */
    private final ReentrantLock saving = new ReentrantLock();
    /** Guards the fields below; never held while waiting for the store. */
    private final ReentrantLock state = new ReentrantLock();

    private final Attributes attributes;
    /** As it was read; {@link #attributes} has the fields. */
    private volatile SessionSnapshot baseline;

    private volatile boolean stored;
    private volatile boolean ended;
    private final SessionUse use;

    private volatile Duration interval;
    private boolean intervalChanged;

    NodeSession(SessionNode node, SessionSnapshot snapshot, boolean stored) {
        this.repository = node.repository();
        this.shared = node.shared();
        this.metadata = node.metadata();
        this.use = new SessionUse(node, this);
        this.attributes = new Attributes(node.codec(), shared, node.limits(), node.unreadable());
        this.baseline = snapshot.withoutFields();
        this.stored = stored;
        this.interval = snapshot.maxInactiveInterval();
        if (stored) {
            attributes.read(snapshot.fields(), sharedFields(snapshot));
            attributes.leave(snapshot.left());
        }
    }

    /** A session that is no more in the store, for the listeners. */
    static NodeSession ended(SessionNode node, SessionSnapshot snapshot) {
        NodeSession session = new NodeSession(node, snapshot, true);
        session.ended = true;
        return session;
    }

    private Map<String, byte[]> sharedFields(SessionSnapshot snapshot) {
        boolean none = shared.isEmpty() || snapshot.metadata().length == 0;
        return none ? Map.of() : shared.read(metadata.read(snapshot.id(), snapshot.metadata()));
    }

    /** Whom to tell of values that come from the store and go there; nobody, unless this is called. */
    public void tell(ActivationEvents events) {
        attributes.tell(events);
    }

    /** The id that it has now. */
    public SessionId id() {
        return baseline.id();
    }

    /** The id that it has when a change of it that is under way on this node is through. */
    SessionId settledId() {
        saving.lock();
        try {
            return id();
        } finally {
            saving.unlock();
        }
    }

    /** When it began. */
    public Instant createdAt() {
        return baseline.createdAt();
    }

    /** The access before the one that this node reads it for; for a new session, when it began. */
    public Instant lastAccessedAt() {
        return baseline.lastAccessedAt();
    }

    /** Whether the store has it. A new session is stored by its first {@link #save}. */
    public boolean isStored() {
        return stored;
    }

    /** Whether this node knows that it has ended, here or elsewhere. */
    public boolean isEnded() {
        return ended;
    }

    /** How long it lives without an access; zero or less means for ever. */
    public Duration maxInactiveInterval() {
        return interval;
    }

    /** Sets how long it lives without an access, from the next {@link #save} on; zero or less for ever. */
    public void setMaxInactiveInterval(Duration newInterval) {
        state.lock();
        try {
            intervalChanged |= !newInterval.equals(interval);
            interval = newInterval;
        } finally {
            state.unlock();
        }
    }

    /**
     * The value of an attribute: null if there is none, or if it can't be decoded (which is reported in
     * the log, once).
     */
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case Conversation.ATTRIBUTE -> conversation();
            case StoredKeys.ATTRIBUTE -> storedKeys();
            default -> field(FieldNames.ofAttribute(name));
        };
    }

    /**
     * Sets an attribute; null removes it.
     *
     * @return the value before, null if there was none or it can't be decoded
     * @throws IllegalArgumentException if it can't be stored or is too large, with attribute, class and path
     */
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        if (name.equals(Conversation.ATTRIBUTE) || name.equals(StoredKeys.ATTRIBUTE)) {
            throw new IllegalArgumentException("The attribute " + name + " is the store's own; take another name");
        }
        return setField(FieldNames.ofAttribute(name), value);
    }

    /** The names of the attributes, unreadable ones included; a copy. */
    public Set<String> attributeNames() {
        state.lock();
        try {
            Set<String> names = new LinkedHashSet<>();
            attributes.names().forEach(field -> FieldNames.attribute(field).ifPresent(names::add));
            return names;
        } finally {
            state.unlock();
        }
    }

    /** A value that the container keeps with the session and the application does not see, as the login. */
    public @Nullable Object control(String name) {
        return field(FieldNames.ofControl(name));
    }

    /** Sets a value that the container keeps with the session; null removes it. */
    public void setControl(String name, @Nullable Object value) {
        setField(FieldNames.ofControl(name), value);
    }

    private @Nullable Object field(String field) {
        bring(field);
        state.lock();
        try {
            return attributes.get(id(), field);
        } finally {
            state.unlock();
        }
    }

    private @Nullable Object setField(String field, @Nullable Object value) {
        bring(field);
        state.lock();
        try {
            return attributes.set(id(), field, value);
        } finally {
            state.unlock();
        }
    }

    /** Reads what was left in the store, if this is of it. That is no access of its own. */
    private void bring(String field) {
        if (isLeft(field)) {
            Instant accessed = baseline.lastAccessedAt();
            boolean unused = reread(snapshot -> snapshot.withLastAccessedAt(accessed), () -> isLeft(field));
        }
    }

    private boolean isLeft(String field) {
        state.lock();
        try {
            return !ended && attributes.isLeft(field);
        } finally {
            state.unlock();
        }
    }

    /** The conversation. An append stores a new session first. */
    public Conversation conversation() {
        return new NodeConversation(this, repository);
    }

    /** The keys. */
    public StoredKeys storedKeys() {
        return () -> stored ? repository.storedKeys(id()).describe() : List.of();
    }

    /** Whether {@link #save} would have something to store. */
    public boolean isChanged() {
        if (ended) {
            return false;
        }
        state.lock();
        try {
            return !stored || !attributes.pending().delta(changedInterval()).isEmpty();
        } catch (SessionStoreException e) {
            return true; // why it can't be stored is for the save to say
        } finally {
            state.unlock();
        }
    }

    /**
     * Stores what changed since it was read or last saved: one round trip, none if nothing did.
     *
     * @throws SessionStoreException also if a value was changed in place so that it can't be stored; nothing is then
     */
    public SaveResult save() {
        saving.lock();
        try {
            if (ended) {
                return SaveResult.GONE;
            }
            return stored ? saveChanges() : create();
        } finally {
            saving.unlock();
        }
    }

    private SaveResult create() {
        Attributes.Pending pending;
        SessionSnapshot whole;
        state.lock();
        try {
            pending = attributes.pending();
            SessionDelta delta = pending.delta(Optional.empty());
            whole = new SessionSnapshot(
                    id(),
                    createdAt(),
                    lastAccessedAt(),
                    interval,
                    false,
                    delta.changed(),
                    metadata.create(id(), createdAt(), delta.shared()));
            intervalChanged = false;
        } finally {
            state.unlock();
        }
        repository.create(whole);
        state.lock();
        try {
            pending.saved();
            baseline = whole.withoutFields();
            stored = true;
        } finally {
            state.unlock();
        }
        return SaveResult.SAVED;
    }

    private SaveResult saveChanges() {
        Attributes.Pending pending;
        SessionDelta delta;
        state.lock();
        try {
            pending = attributes.pending();
            delta = pending.delta(changedInterval());
        } finally {
            state.unlock();
        }
        if (delta.isEmpty()) {
            return SaveResult.SAVED;
        }
        SaveResult result = repository.save(baseline, delta);
        state.lock();
        try {
            if (result == SaveResult.SAVED) {
                pending.saved();
                intervalChanged &= !delta.maxInactiveInterval().equals(Optional.of(interval));
            } else {
                ended = true;
            }
        } finally {
            state.unlock();
        }
        return result;
    }

    private Optional<Duration> changedInterval() {
        return intervalChanged ? Optional.of(interval) : Optional.empty();
    }

    /**
     * Reads it anew, for a request that finds it in use by others: an access like the first one. What
     * changed here and is not saved yet stays.
     *
     * @return false if the session has ended
     */
    public boolean refresh() {
        if (ended) {
            return false;
        }
        return !stored || reread(UnaryOperator.identity(), () -> true);
    }

    private boolean reread(UnaryOperator<SessionSnapshot> seenAs, BooleanSupplier stillNeeded) {
        saving.lock();
        try {
            if (!stillNeeded.getAsBoolean()) {
                return !ended;
            }
            Optional<SessionSnapshot> found = repository.findWhole(id()).map(seenAs);
            state.lock();
            try {
                ended = found.isEmpty();
                found.ifPresent(this::take);
            } finally {
                state.unlock();
            }
            return found.isPresent();
        } finally {
            saving.unlock();
        }
    }

    private void take(SessionSnapshot snapshot) {
        baseline = snapshot.withoutFields();
        if (!intervalChanged) {
            interval = snapshot.maxInactiveInterval();
        }
        attributes.read(snapshot.fields(), sharedFields(snapshot));
    }

    /** A request begins to use it: from now on it does not expire, however long the request takes. */
    public void enter() {
        use.enter();
    }

    /** A request uses it no more. To be called once for each {@link #enter}. */
    public void leave() {
        use.leave();
    }

    /** Starts the expiry anew when a third of it has gone by. */
    void keepAlive() {
        if (stored && !ended) {
            use.keepAlive(maxInactiveInterval(), () -> repository.touch(id()));
        }
    }

    /** Gives it a new id; the old one is unknown to every node when this returns. */
    public SaveResult changeId(SessionId newId) {
        return changeId(newId, Set.of());
    }

    /**
     * As {@link #changeId(SessionId)}, and what other applications keep of the same session goes with it.
     *
     * @param applications their names, as the setting {@code app} has them
     */
    public SaveResult changeId(SessionId newId, Set<String> applications) {
        saving.lock();
        try {
            if (ended) {
                return SaveResult.GONE;
            }
            SaveResult result = stored ? repository.changeId(id(), newId, applications) : SaveResult.SAVED;
            if (result == SaveResult.SAVED) {
                baseline = baseline.withId(newId);
            } else {
                ended = true;
            }
            return result;
        } finally {
            saving.unlock();
        }
    }

    /**
     * Ends it. The values stay readable here, for the listeners: as the store had them at the end, what other
     * nodes changed meanwhile included, and what a request on this node has changed since.
     *
     * @return false if it had ended already
     */
    public boolean delete() {
        saving.lock();
        try {
            if (ended) {
                return false;
            }
            Optional<SessionSnapshot> last = stored ? repository.end(id()) : Optional.empty();
            state.lock();
            try {
                last.ifPresent(was -> attributes.read(was.fields(), sharedFields(was)));
                boolean first = !stored || last.isPresent();
                ended = true;
                return first;
            } finally {
                state.unlock();
            }
        } finally {
            saving.unlock();
        }
    }

    /** The digest of its id. */
    @Override
    public String toString() {
        return "NodeSession[" + id() + "]";
    }
}
