package org.abisession.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The sessions of each user of an application. An entry is written before the record that has the login, holds for
 * longer than the session lives, and is removed after the session's end, so that a crash in between leaves an entry
 * without a session, which goes by itself, and never a session without an entry.
 *
 * <p>Each user has an epoch. A login that was entered is stored only while the epoch is what it was, and its entry is
 * there: so raising the epoch reaches logins that are under way.
 *
 * <p>User names are escaped ({@link UserName}); a link ({@link ProviderLink}) may stand in place of each.
 * Implementations are safe for use by several threads, and throw what {@link SessionRepository} throws.
 */
public interface UserIndex {
    /**
     * Holds what became of the attempt to enter a session.
     *
     * @param epoch of the user, if it was entered
     * @param others what the user has, if that is as much as may be
     */
    record Entered(OptionalLong epoch, List<Entry> others) {}

    /**
     * An entry.
     *
     * @param score when it ends, in the form of the store
     * @param underWay whether its login, or change of id, was under way
     */
    record Entry(SessionId id, String score, boolean underWay) {
        /** Returns the digest of the id. */
        @Override
        public String toString() {
            return "Entry[" + id + "]";
        }
    }

    /**
     * The changes of one user's entries that can wait.
     *
     * @param ended ids that have no session any more
     * @param used ids of sessions in use, and how long their entries hold from now on
     */
    record Upkeep(Collection<SessionId> ended, Map<SessionId, Duration> used) {}

    /** Returns true if the save that stores a login finds out by itself whether it may. */
    boolean isAdmittedBySave();

    /**
     * Enters a session, before its login is stored; one round trip.
     *
     * @param holds how long the entry holds without being prolonged; zero without an end
     * @return empty if the store does not let the index be kept, and no setting needs it: the log says so
     */
    Optional<Entered> enter(String user, SessionId id, Duration holds);

    /** Returns true if a login that was stored counts; asked where {@link #isAdmittedBySave} is false. */
    boolean admit(String user, SessionId id, byte[] login);

    /** Enters a session under the id that it is about to get. The entry of the old one is removed later. */
    void move(String user, SessionId to, Duration holds);

    /** Raises the epoch of a user; empty if the user has no session. */
    OptionalLong raise(String user);

    /**
     * Returns the entries of a user: of sessions, and of those that have ended or not begun. Those of logins that are
     * under way were so when this was read, before any record is.
     */
    List<Entry> entries(String user);

    /** Returns the ids of the entries of a user. */
    default List<SessionId> ids(String user) {
        return entries(user).stream().map(Entry::id).toList();
    }

    /** Returns those of the sessions that are alive and have the user, in one round trip for 100 of them. */
    List<UserRecord> read(String user, List<SessionId> ids);

    /**
     * Removes entries of which no session was found.
     *
     * @param underWay whether those of logins that are under way, which then can't be stored; else those that are as
     *     they were read, and were of no such login then
     * @return how many were removed
     */
    int drop(String user, Collection<Entry> entries, boolean underWay);

    /** Changes the entries of many users at once. */
    void keep(Map<String, Upkeep> users);
}
