package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.abisession.Conversation;
import org.abisession.SessionStoreException;
import org.abisession.Sessions;
import org.abisession.StoredKeys;
import org.abisession.metrics.EndReason;
import org.abisession.store.ClientDetails;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;

/**
 * One session on one node, shared by all requests that hold it at the same time: read from the store
 * when the first of them comes, written back by {@link #save}.
 *
 * <ul>
 *   <li><b>Lazy.</b> A value is decoded when it is first asked for; then it is the same object for all. Large values
 *       may be deferred until then; with the first of them everything is read anew.
 *   <li><b>In place.</b> A mutable value that was read is saved if its encoded form has changed. A value that was read
 *       and is set again, unchanged, is not saved.
 *   <li><b>Final.</b> When the session has ended elsewhere, a save changes nothing and answers
 *       {@link SaveResult#GONE}.
 *   <li><b>One lock</b>, which is held neither during a call to the store nor while code of the application runs:
 *       listeners, {@code writeObject}, {@code equals}.
 * </ul>
 *
 * <p>Safe for use by several threads. Calls of one session to the store follow each other, so that of two saves that
 * set the same attribute the later wins. Methods that reach the store throw what {@link SessionRepository}
 * throws; what was to be saved then stays to be saved.
 */
public final class NodeSession {
    private final SessionNode node;
    private final Attributes attributes;
    private final SessionSync sync;
    private final SessionFields fields;
    private final LocalState local;
    private final SessionSaves saves;
    private final SessionUse use;

    /**
     * Makes a session.
     *
     * @param snapshot the session; of one that is to be looked for, its id
     */
    NodeSession(SessionNode node, SessionSnapshot snapshot, SessionOrigin origin) {
        this.node = node;
        // It guards the fields, the link with the store and the count of users.
        ReentrantLock lock = new ReentrantLock();
        LocalValues values = new LocalValues(node.unstorable());
        FieldCodec codec = new FieldCodec(node.codec(), node.shared(), node.cipher());
        this.attributes = new Attributes(lock, codec, node.shared(), node.limits(), node.unreadable(), values);
        ExpiryRenewal expiry = new ExpiryRenewal(node.clock());
        this.use = new SessionUse(lock, expiry);
        this.sync = new SessionSync(
                node,
                lock,
                attributes,
                expiry,
                snapshot.withoutFields(),
                origin,
                oldId -> node.inUse().renamed(this, oldId));
        this.saves = new SessionSaves(this, node, lock, attributes, sync);
        this.fields = new SessionFields(this, node, attributes, sync, saves);
        this.local = new LocalState(lock, values, fields);
        if (origin == SessionOrigin.STORE) {
            sync.enter(node.cipher().decrypted(snapshot), Set.of());
        }
    }

    /** Registers the listener to call when a value is activated or passivated. */
    public void setListener(ActivationEvents events) {
        attributes.codec().setListener(events);
    }

    /** Returns the container's object for this session, made at the first call. */
    public SessionHandle handle(Function<NodeSession, SessionHandle> factory) {
        return local.handle(this, factory);
    }

    /**
     * Returns the object that this node has for the session now: another one, if the application has kept this one
     * beyond its requests, and a later request has brought the session here again.
     */
    public NodeSession present() {
        return use.isDropped() ? node.inUse().present(id()).orElse(this) : this;
    }

    /** Returns the id that it has now. */
    public SessionId id() {
        return sync.baseline().id();
    }

    /** Returns its link with the store, for the other classes of this node. */
    SessionSync sync() {
        return sync;
    }

    /** Returns what it has on this node alone. */
    public LocalState local() {
        return local;
    }

    /** Returns when it began. */
    public Instant createdAt() {
        return sync.baseline().createdAt();
    }

    /** Returns the time of this node's clock, by which sessions are timed here. */
    public Instant now() {
        return node.clock().instant();
    }

    /** Returns the access before the one that this node reads it for; for a new session, when it began. */
    public Instant lastAccessedAt() {
        return sync.baseline().lastAccessedAt();
    }

    /** Returns true if the store has it. A new session is stored by its first {@link #save}. */
    public boolean isStored() {
        return sync.isStored();
    }

    /** Returns true if this node knows that it has ended, here or elsewhere. */
    public boolean isEnded() {
        return sync.isEnded();
    }

    /** Returns true if this node has ended it, or may have: then one thread of this node calls all listeners. */
    public boolean isEndedHere() {
        return sync.isEndedHere();
    }

    /** Returns how long it lives without an access; zero or less means without an end. */
    public Duration maxInactiveInterval() {
        return sync.interval().get();
    }

    /**
     * Sets how long it lives without an access, from the next {@link #save} on; zero or less means without an end. It
     * counts from the end of the requests that use the session now.
     */
    public void setMaxInactiveInterval(Duration interval) {
        sync.interval().set(interval);
        saves.touch();
    }

    /**
     * Returns the value of an attribute: null if there is none, or if it can't be decoded (which is reported in
     * the log, once).
     */
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case Conversation.ATTRIBUTE -> conversation();
            case StoredKeys.ATTRIBUTE -> storedKeys();
            case Sessions.ATTRIBUTE -> new NodeSessions(node, this);
            default -> local.noting(() -> fields.get(FieldNames.ofAttribute(name)));
        };
    }

    /**
     * Sets an attribute; null removes it.
     *
     * @return the value before, null if there was none or it can't be decoded
     * @throws IllegalArgumentException if it can't be stored or is too large, with attribute, class and path
     */
    public @Nullable Object setAttribute(String name, @Nullable Object value) {
        if (name.equals(Conversation.ATTRIBUTE)
                || name.equals(StoredKeys.ATTRIBUTE)
                || name.equals(Sessions.ATTRIBUTE)) {
            throw new IllegalArgumentException("The attribute " + name + " is the store's own; take another name");
        }
        return fields.set(FieldNames.ofAttribute(name), value, false);
    }

    /**
     * Sets an attribute outside of a request, as {@link #setAttribute} does. The very value that this object has counts
     * as a change, too: another request may have stored a newer one since it was read.
     */
    public @Nullable Object setAttributeAnew(String name, Object value) {
        return fields.set(FieldNames.ofAttribute(name), value, true);
    }

    /** Returns the names of the attributes, unreadable ones included; a copy. */
    public Set<String> attributeNames() {
        Set<String> names = new LinkedHashSet<>();
        attributes.names().forEach(field -> FieldNames.attribute(field).ifPresent(names::add));
        return names;
    }

    /** Returns a value that the container keeps with the session and the application does not see, as the login. */
    public @Nullable Object control(String name) {
        return fields.get(FieldNames.ofControl(name));
    }

    /** Sets a value that the container keeps with the session; null removes it. */
    public void setControl(String name, @Nullable Object value) {
        Object unused = fields.set(FieldNames.ofControl(name), value, false);
    }

    /** Returns true if it must live on this node as long as it lives: something of it can't leave. */
    boolean isBoundToNode() {
        return !isEnded() && local.isAny();
    }

    /** Returns the name of the user who is logged in; empty if nobody is. */
    public Optional<String> user() {
        return sync.userName().map(UserName::unescape);
    }

    /** Returns true if {@link SessionNode#mark} has marked it since its login, by what was read for this request. */
    public boolean isMarked() {
        return attributes.get(id(), UserRecord.MARK) != null;
    }

    /** Returns the conversation. An append stores a new session first. */
    public Conversation conversation() {
        return new NodeConversation(this, node.repository());
    }

    /** Returns the keys. */
    public StoredKeys storedKeys() {
        return () -> isStored() ? node.repository().storedKeys(id()).describe() : List.of();
    }

    /** Returns true if {@link #save} would have something to store. */
    public boolean isChanged() {
        return saves.isChanged();
    }

    /**
     * Stores what changed since it was read or last saved: one round trip, none if nothing did.
     *
     * @throws SessionStoreException also if a value was changed in place so that it can't be stored; nothing is then
     */
    public SaveResult save() {
        return saves.save();
    }

    /**
     * Makes sure that nothing more of the session is saved, since a request got the answer that its change is not
     * stored. Later requests read it anew; those that use it now may still see the change.
     */
    public void discard() {
        saves.discard();
    }

    /** Returns true if {@link #discard} was called. */
    public boolean isDiscarded() {
        return saves.isDiscarded();
    }

    /**
     * Reads it anew, for a request that finds it in use by others: an access like the first one. What changed here and
     * is not saved yet stays. Requests that ask at the same time share one read, which begins after all have asked.
     *
     * @return false if the session has ended, or there is none
     */
    public boolean refresh() {
        return sync.reads().refresh();
    }

    /** Reads it anew for a use outside of a request, if the last read is more than a second old. That is no access. */
    public void freshen() {
        local.note(sync.reads()::freshen);
    }

    /** Notes that a request begins to use it: from now on it does not expire, however long the request takes. */
    public void enter() {
        node.inUse().enter(this);
    }

    /** Notes that a request uses it no more. To be called once for each {@link #enter}. */
    public void leave() {
        node.inUse().leave(this);
    }

    /** Does the same as {@link #leave}, for a request that has saved its changes. */
    public void release() {
        node.inUse().release(this);
    }

    /** Notes the client of a request that begins to use it; asked for only if a setting lets a login store it. */
    public void usedBy(Supplier<ClientDetails> client) {
        sync.user().usedBy(client);
    }

    /** Returns what saves it, for the other classes of this node. */
    SessionSaves saves() {
        return saves;
    }

    SessionUse use() {
        return use;
    }

    /** Starts the expiry anew when a third of it has gone by. */
    void keepAlive() {
        if (use.isInUse()) {
            sync.keepAlive();
        }
    }

    /** Gives it a new id; the old one is unknown to every node when this returns. */
    public SaveResult changeId(SessionId newId) {
        return changeId(newId, Set.of());
    }

    /**
     * Does the same as {@link #changeId(SessionId)}, and what other applications keep of the same session goes with it.
     *
     * @param applications their names, as the setting {@code app} has them
     */
    public SaveResult changeId(SessionId newId, Set<String> applications) {
        return sync.idChanges().changeId(newId, applications);
    }

    /**
     * Gives it a new id if it has had its own as long as the setting {@code id-renewal} says; the old one leads to the
     * new one for a while. Of all requests that ask at the same time, on all nodes, one gets true; the session has its
     * new id then for each of them.
     *
     * @return false if it keeps its id, or another request has renewed it
     */
    public boolean renewId() {
        return sync.idChanges().renewIfDue();
    }

    /**
     * Returns the id that the session has now, if the one that is asked for leads to it, since that was renewed. Never
     * the id that it got at a login: who knows the one before must not learn it.
     */
    public Optional<SessionId> idAfter(SessionId asked) {
        SessionId now = id(); // what leads to an id is noted before the id
        boolean leads = !now.equals(asked) && sync.idChanges().age().isLedToBy(asked);
        return leads ? Optional.of(now) : Optional.empty();
    }

    /**
     * Ends it. The values stay readable here, for the listeners: as the store had them at the end, what other
     * nodes changed meanwhile included, and what a request on this node has changed since.
     *
     * @return false if it had ended already
     */
    public boolean delete() {
        return delete(EndReason.LOGOUT);
    }

    /** Does the same as {@link #delete()}, for a reason that is not the application's. */
    public boolean delete(EndReason reason) {
        return node.ends().end(this, reason);
    }

    /** Notes that this node has ended it without a call of this session, with what the store had of it, if known. */
    void ended(@Nullable SessionSnapshot last) {
        sync.ended(last);
        node.inUse().forget(this);
    }

    /**
     * Notes that it has ended, and lets the container drop what it has of it. Does nothing more if this node has ended
     * it: the thread that did so calls all listeners.
     */
    public void endedElsewhere() {
        node.inUse().forget(this);
        if (sync.endedElsewhere()) {
            local.endedElsewhere();
        }
    }

    /**
     * Does the same as {@link #endedElsewhere} for a session that has ended, if there is something to drop. To be
     * called when the last request stops using it.
     */
    void tellEndedElsewhere() {
        if (isEnded() && local.isAny()) {
            endedElsewhere();
        }
    }

    /** Returns the digest of its id. */
    @Override
    public String toString() {
        return "NodeSession[" + id() + "]";
    }
}
