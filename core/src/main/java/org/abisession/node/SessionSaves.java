package org.abisession.node;

import java.util.concurrent.locks.ReentrantLock;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.store.SaveResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves one session for its requests: what they changed before their responses are sent, and what came after that when
 * they have ended; nothing more once a request got the answer that its change is not stored. Safe for use by several
 * threads.
 */
final class SessionSaves {
    private static final Logger LOG = LoggerFactory.getLogger(SessionSaves.class);

    private final NodeSession session;
    private final SessionNode node;
    private final ReentrantLock lock;
    private final Attributes attributes;
    private final SessionSync sync;
    /** True if something may have changed since the last save; so may a value that was read, in place. */
    private volatile boolean touched;
    /** True if a save has failed, and its request was answered with an error. */
    private volatile boolean discarded;

    SessionSaves(NodeSession session, SessionNode node, ReentrantLock lock, Attributes attributes, SessionSync sync) {
        this.session = session;
        this.node = node;
        this.lock = lock;
        this.attributes = attributes;
        this.sync = sync;
    }

    /** Notes that something may have changed. */
    void touch() {
        touched = true;
    }

    /**
     * Returns true if the session was used since the last save, so that {@link #save} may have something to store; also
     * after the save of another request has failed.
     */
    boolean isTouched() {
        return touched && !sync.isEnded();
    }

    /** Returns true if {@link #save} would have something to store. */
    boolean isChanged() {
        if (sync.isEnded() || !sync.isStored()) {
            return !sync.isEnded();
        }
        try {
            return !attributes.pending().delta(sync.interval().changed()).isEmpty();
        } catch (SessionStoreException e) {
            return true; // why it can't be stored is for the save to say
        }
    }

    /**
     * Stores what changed since the session was read or last saved. What values change that are called when they are
     * encoded is stored by a second save, whose own calls make no third one. Such a call itself saves nothing: it
     * would encode the value again, and call it again.
     */
    SaveResult save() {
        if (attributes.codec().isCalling()) {
            touched = true;
            return sync.isEnded() ? SaveResult.GONE : SaveResult.SAVED;
        }
        touched = false;
        try {
            SaveResult result = sync.save();
            boolean more = touched && attributes.codec().hasCalled() && attributes.isDirty();
            if (more && result == SaveResult.SAVED) {
                result = sync.save();
            }
            if (discarded && !attributes.isDirty() && sync.interval().changed().isEmpty()) {
                discarded = false; // what another request could not save is stored with this one
            }
            return result;
        } catch (SessionStoreException e) {
            if (e.code() == SessionStoreCode.UNSTORABLE) { // a value that was changed in place
                node.journal().valueRefused();
            }
            throw e;
        }
    }

    /**
     * Stores what changed after the last save of a request that has ended. Each request does so; the last one that uses
     * the session also stores what was changed in place.
     */
    void saveLate(boolean last) {
        if (!discarded && isTouched() && (last || attributes.isDirty())) {
            SaveResult unused = save();
        }
    }

    /** Makes sure that nothing more of the session is saved. */
    void discard() {
        discarded = true;
        if (!sync.isStored() || !session.isBoundToNode()) {
            node.inUse().forget(session);
        }
    }

    boolean isDiscarded() {
        return discarded;
    }

    /**
     * Ends a use: starts the expiry anew if the use was long, and forgets what only its requests needed, as well as
     * changes that could not be stored.
     */
    void endUse() {
        try {
            sync.endUse();
        } catch (SessionStoreException e) {
            LOG.debug("The expiry of {} counts from before the end of its use", session.id(), e);
        }
        lock.lock();
        try {
            if (session.use().isInUse()) {
                return;
            }
            attributes.forgetFormers();
            if (discarded && sync.isStored()) {
                attributes.reset();
                sync.interval().reset();
                sync.user().reset();
                sync.reads().outdate();
                discarded = false;
            }
        } finally {
            lock.unlock();
        }
    }
}
