package org.abisession.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.abisession.Conversation;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.StoredKeys;

/**
 * The authoritative store of the sessions of one application, shared by every node. If a session is not
 * here, it does not exist.
 *
 * <p>{@link #find} returns an immutable {@link SessionSnapshot} and counts as an access; {@link #save}
 * applies the {@link SessionDelta} of one request. Two requests that change different attributes of one
 * session both survive; for the same attribute the later save wins.
 *
 * <ul>
 *   <li><b>Atomic.</b> Other nodes see all of an operation, expiry included, or none of it.
 *   <li><b>Deletion is final.</b> A save that races with {@link #delete}, {@link #changeId} or expiry
 *       answers {@link SaveResult#GONE} and never brings the session back.
 *   <li><b>Expired means absent</b>, even where the store has yet to reclaim its memory.
 *   <li><b>One round trip</b> for each call. It is two more for {@link #find} where a record waits to be claimed, one
 *       more for {@link #save} each time that the Python application has changed the metadata meanwhile, and two more
 *       where there are applications that this node has not heard of.
 * </ul>
 *
 * <p>On a Redis Cluster where the keys of a session lie on several nodes, the first and the last of these hold for each
 * key: an operation is a sequence of steps, some of them at the same time. Their order keeps the other two, also where
 * a node dies between two steps; {@code docs/deployments.md} says what remains then, and what the steps cost.
 *
 * <p>Ids come from clients: they are untrusted, and only {@link SessionId#toString} may be logged.
 * Implementations are safe for use by several threads. Every method may block, for no longer than the
 * settings allow, and throws {@link SessionStoreUnavailableException} when the store does not answer and
 * {@link SessionStoreException} when it refuses.
 */
public interface SessionRepository {
    /**
     * Registers the application in the store, before it serves its first request, and learns of the other ones there.
     */
    void register();

    /**
     * Reads a session and starts its expiry anew. One whose time has run out is claimed, if no other node was
     * faster, and handed to the listener that this repository was made with. Large values may be deferred
     * ({@link SessionSnapshot#deferred}), for {@link #findWhole} to read.
     *
     * <p>An id that was renewed leads to the session for a while: what is returned then has another id.
     *
     * <p>What has metadata alone is a session that the Python application began, and is adopted; but not where another
     * application of this store has a record under the id.
     *
     * @return empty if there is none, or none any more
     */
    Optional<SessionSnapshot> find(SessionId id);

    /**
     * Returns the copy that this node has of a session, if no other node can have changed it; an access like {@link
     * #find}, which looks here first. Asks nobody.
     *
     * @param whole whether no value may be deferred
     */
    default Optional<SessionSnapshot> near(SessionId id, boolean whole) {
        return Optional.empty();
    }

    /** Does the same as {@link #find}, and defers no value. */
    Optional<SessionSnapshot> findWhole(SessionId id);

    /**
     * Reads a session without an access, also by an id that was renewed: its expiry stays as it is. Defers no value.
     */
    Optional<SessionSnapshot> peek(SessionId id);

    /**
     * Returns true if an id is that of a session that has not ended, and not one that was renewed. One round trip; none
     * where this node may serve a copy, and the look may begin that.
     */
    default boolean isCurrent(SessionId id) {
        return living(List.of(id)).contains(id);
    }

    /** Returns those of the sessions that have not ended, as far as one look at all of them can show. */
    default Set<SessionId> living(List<SessionId> ids) {
        return living(ids, false);
    }

    /**
     * Does the same as {@link #living(List)}.
     *
     * @param renewed whether an id counts that leads to a session, since it was renewed
     */
    Set<SessionId> living(List<SessionId> ids, boolean renewed);

    /**
     * Stores a session that is new. Metadata that this store has read are stored as they are; of others it makes a
     * document with the fields that every session has.
     *
     * @return the session as it is stored
     * @throws IllegalStateException if there is something under its id already
     */
    SessionSnapshot create(SessionSnapshot session);

    /**
     * Does the same as {@link #create} for a session that another store has had: its time to live counts from its last
     * access there.
     */
    SessionSnapshot takeOver(SessionSnapshot session);

    /**
     * Returns true if {@link #find} has answered lately that there is no session under an id, since it is another
     * application's. Asks nobody.
     */
    boolean isElsewhere(SessionId id);

    /**
     * Stores a session that is new in this application, under an id under which another application of the store has
     * one: metadata and conversation are the same for both. Their metadata stay as they are.
     *
     * @return {@link SaveResult#GONE}, and nothing is stored, if no other application has a session under the id, or
     *     this one has
     */
    SaveResult createBeside(SessionSnapshot session);

    /**
     * Stores what a request changed, all of it or nothing.
     *
     * @param read the session as it was read; its fields are not looked at
     */
    SaveResult save(SessionSnapshot read, SessionDelta delta);

    /** Starts the expiry of a session anew that a request still uses, also of an adopted one that was not saved yet. */
    SaveResult touch(SessionId id);

    /**
     * Moves all that is stored of a session to a new id. The old one is unknown to this application when this returns;
     * what another application has under it stays, with copies of metadata and conversation under both.
     */
    default SaveResult changeId(SessionId from, SessionId to) {
        return changeId(from, to, Set.of());
    }

    /**
     * Does the same as {@link #changeId(SessionId, SessionId)}, and what other applications keep of the same session
     * goes with it.
     *
     * @param applications their names, as the setting {@code app} has them
     */
    SaveResult changeId(SessionId from, SessionId to, Set<String> applications);

    /**
     * Gives a session another id if it has had its own as long as the setting {@code id-renewal} says, by the clock of
     * the store. The old id leads {@link #find} and {@link #peek} to the new one for {@link IdRenewal#GRACE}, and no
     * longer than until the session ends or its id changes. A session that others than this application may use keeps
     * its id.
     */
    default RenewalResult renewId(SessionId from, SessionId to) {
        return RenewalResult.KEPT;
    }

    /**
     * Ends a session: attributes, metadata and conversation are no more when this returns; the latter two stay where
     * another application has a record under the id.
     *
     * @return whether there was one, or what was left of one
     */
    default boolean delete(SessionId id) {
        return end(id).isPresent();
    }

    /**
     * Does the same as {@link #delete}, and returns what was stored until then. Of all nodes that end a session one
     * gets it: the one that calls the application's listeners.
     *
     * @return the session as it was; empty if it had ended already
     */
    Optional<SessionSnapshot> end(SessionId id);

    /**
     * Takes the record of a session that has ended by timeout out of the store. Of all nodes that ask, one gets it: the
     * one that calls the application's listeners.
     *
     * @return the session as it was; empty if there is none to claim
     */
    Optional<SessionSnapshot> claimExpired(SessionId id);

    /** Returns the conversation of a session. Costs nothing until it is used. */
    Conversation conversation(SessionId id);

    /** Returns the keys of a session. Costs nothing until it is used. */
    StoredKeys storedKeys(SessionId id);

    /**
     * Returns how many sessions the application has on all nodes, as of the last ten seconds; in an outage, how many it
     * had. Sessions that have just expired count until a sweep has found them.
     */
    long count();

    /**
     * Makes the sweeper, which finds the expired sessions of this application.
     *
     * @param expired is called for each session that a sweep has claimed
     */
    SessionSweeper sweeper(Consumer<SessionSnapshot> expired);

    /** Makes the announcements of one node. */
    NodeAnnouncements announcements();

    /** Returns what this node knows of the store. */
    StoreStatistics statistics();
}
