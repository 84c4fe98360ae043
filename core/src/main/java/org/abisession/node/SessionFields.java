package org.abisession.node;

import org.jspecify.annotations.Nullable;

/**
 * Reads and sets the values of one session by the names of their fields: reads those that are deferred, keeps
 * the session on this node where a value of it is not stored. Safe for use by
 * several threads.
 */
final class SessionFields {
    private final NodeSession session;
    private final SessionNode node;
    private final Attributes attributes;
    private final SessionSync sync;
    private final SessionSaves saves;

    SessionFields(NodeSession session, SessionNode node, Attributes attributes, SessionSync sync, SessionSaves saves) {
        this.session = session;
        this.node = node;
        this.attributes = attributes;
        this.sync = sync;
        this.saves = saves;
    }

    /** Returns a value: null if there is none, or if it can't be decoded. */
    @Nullable
    Object get(String field) {
        sync.reads().bring(field);
        saves.touch();
        return attributes.get(session.id(), field);
    }

    /**
     * Sets a value; null removes it.
     *
     * @param anew whether the very value that is there counts as a change, too
     * @return the value before
     * @throws IllegalArgumentException if it can't be stored or is too large
     */
    @Nullable
    Object set(String field, @Nullable Object value, boolean anew) {
        sync.reads().bring(field);
        if (value != null && sync.isEnded()) {
            return attributes.setLocal(
                    session.id(), field, value); // by a listener of the end: nothing stores it any more
        }
        Object before = stored(field, value, anew);
        saves.touch();
        sync.noticeUser(field);
        if (session.local().values() > 0) {
            node.inUse().keep(session);
        }
        return before;
    }

    private @Nullable Object stored(String field, @Nullable Object value, boolean anew) {
        try {
            return attributes.set(session.id(), field, value, anew);
        } catch (IllegalArgumentException e) {
            node.journal().valueRefused();
            throw e;
        }
    }

    /**
     * Sets a value that is never stored.
     *
     * @return the value before
     */
    @Nullable
    Object setLocal(String field, Object value) {
        sync.reads().bring(field);
        Object before = attributes.setLocal(session.id(), field, value);
        saves.touch();
        sync.noticeUser(field);
        node.inUse().keep(session);
        return before;
    }
}
