package org.abisession.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.abisession.LoginRefusedException;
import org.abisession.metrics.EndReason;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.UserSettings;
import org.abisession.store.SessionId;
import org.abisession.store.UserEnd;
import org.abisession.store.UserIndex;
import org.abisession.store.UserIndex.Entered;
import org.abisession.store.UserIndex.Entry;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of users, as one node works with them: logins begin here, within the limit that a setting has, and all
 * sessions of a user are listed and ended. User names are escaped ({@link UserName}). Safe for use by several threads.
 */
final class UserSessions {
    /** The attempts of a login to make room before it is refused: others log in as the same user at the same moment. */
    private static final int TRIES = 50;

    private final UserSettings settings;
    private final Duration sweepInterval;
    private final UserIndex index;
    private final UserSources sources;
    private final UserUpkeep upkeep;
    private final BiPredicate<SessionId, EndReason> end;

    /**
     * Makes one of one node.
     *
     * @param end ends a session and tells the listeners; returns false if it had ended
     */
    UserSessions(SessionSettings settings, UserIndex index, BiPredicate<SessionId, EndReason> end) {
        this.settings = settings.users();
        this.sweepInterval = settings.sweepInterval();
        this.index = index;
        this.sources = new UserSources(settings.users());
        this.upkeep = new UserUpkeep(index, settings.users().most() > 0);
        this.end = end;
    }

    UserSources sources() {
        return sources;
    }

    UserUpkeep upkeep() {
        return upkeep;
    }

    UserIndex index() {
        return index;
    }

    UserSettings settings() {
        return settings;
    }

    /**
     * Returns how long an entry holds after a use of its session: twice the interval, since the next use may be the
     * last thing that its node does, and the time until this node prolongs it.
     */
    Duration holds(Duration interval) {
        boolean forEver = interval.isZero() || interval.isNegative();
        return forEver ? Duration.ZERO : interval.multipliedBy(2).plus(sweepInterval.multipliedBy(2));
    }

    /** Returns true if one interval is longer than another; one that is not positive is without an end. */
    static boolean isLonger(Duration interval, Duration than) {
        boolean bounded = !than.isZero() && !than.isNegative();
        return bounded && (interval.isZero() || interval.isNegative() || interval.compareTo(than) > 0);
    }

    /**
     * Begins a login: enters the session, and makes room for it where the user has as many as may be.
     *
     * @return the user's epoch; empty if the index can't be kept
     * @throws LoginRefusedException if the user has as many sessions as may be, and none is ended for this one
     */
    OptionalLong begin(String user, SessionId id, Duration interval) {
        for (int i = 0; i < TRIES; i++) {
            Optional<Entered> entered = index.enter(user, id, holds(interval));
            if (entered.isEmpty() || entered.get().epoch().isPresent()) {
                return entered.map(Entered::epoch).orElse(OptionalLong.empty());
            }
            makeRoom(user, entered.get().others());
        }
        throw new LoginRefusedException(settings.most());
    }

    private void makeRoom(String user, List<Entry> others) {
        List<UserRecord> stored = new ArrayList<>(read(user, others));
        List<Entry> missing = missing(others, stored);
        if (index.drop(user, missing, false) > 0) {
            return;
        }
        if (!settings.endsOldest()) {
            throw new LoginRefusedException(settings.most());
        }
        int excess = others.size() - settings.most() + 1;
        stored.sort(Comparator.comparing(UserRecord::loginAt));
        for (UserRecord oldest : stored.subList(0, Math.min(excess, stored.size()))) {
            boolean unused = end.test(oldest.id(), EndReason.LIMIT);
        }
        if (excess > stored.size()) {
            int unused = index.drop(user, missing.subList(0, Math.min(excess - stored.size(), missing.size())), true);
        }
    }

    private List<UserRecord> read(String user, List<Entry> entries) {
        return index.read(user, entries.stream().map(Entry::id).toList());
    }

    private static List<Entry> missing(List<Entry> entries, List<UserRecord> found) {
        Set<SessionId> ids = new HashSet<>();
        found.forEach(record -> ids.add(record.id()));
        return entries.stream().filter(entry -> !ids.contains(entry.id())).toList();
    }

    /** Returns the sessions of a user, the last used first. Drops entries that have none any more. */
    List<UserRecord> list(String user) {
        List<Entry> entries = index.entries(user);
        List<UserRecord> found = new ArrayList<>(read(user, entries));
        int unused = index.drop(user, missing(entries, found), false);
        found.sort(Comparator.comparing(UserRecord::lastAccessedAt).reversed());
        return found;
    }

    /** Ends one session of a user; false if it had ended. */
    boolean end(String user, SessionId id, EndReason reason) {
        boolean ended = end.test(id, reason);
        upkeep.ended(List.of(user), id);
        return ended;
    }

    /** Ends all sessions of a user but the one that has the id which is asked for; see {@link UserEnd}. */
    int endOthers(String user, Supplier<? extends @Nullable SessionId> spared, EndReason reason) {
        return new UserEnd(index).endOthers(user, spared, id -> end(user, id, reason));
    }

    /** Ends all sessions that have a link, for a provider of OpenID Connect; returns how many have ended. */
    int endLinked(String link) {
        return new UserEnd(index).endLinked(link, id -> end(link, id, EndReason.LOGOUT));
    }

    /** Returns when a session ends whatever its use, if a setting limits that. */
    Optional<Instant> endsAt(@Nullable Instant createdAt, @Nullable Instant loginAt) {
        Instant from = settings.fromLogin() ? loginAt : createdAt;
        return settings.endsAbsolutely() && from != null
                ? Optional.of(from.plus(settings.absoluteTimeout()))
                : Optional.empty();
    }
}
