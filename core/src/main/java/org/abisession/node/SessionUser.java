package org.abisession.node;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreException;
import org.abisession.store.ClientDetails;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The user of one session on this node: notices a login and a logout by what is set in the session, without the
 * application's help.
 *
 * <ol>
 *   <li>When a login is noticed, the session is entered among those of the user.
 *   <li>The save stores the user's name and the login with all else; it is refused if the user's sessions were ended
 *       since the first step.
 * </ol>
 *
 * <p>Safe for use by several threads. No lock is held while it asks a value of the application for the name.
 */
final class SessionUser {
    private static final Logger LOG = LoggerFactory.getLogger(SessionUser.class);
    private static final String USER = FieldNames.ofControl("user");
    private static final String LOGIN = FieldNames.ofControl("login");
    private static final String CLIENT = FieldNames.ofControl("client");
    private static final String ANONYMOUS = FieldNames.ofControl("anonymous");
    private static final String ENDS_AT = FieldNames.ofControl("ends_at");

    private final SessionNode node;
    private final Attributes attributes;
    private final SessionLinks links;
    /**
     * The user whose login is to be stored. This and the next are written with the monitor held: a login that has begun
     * is that of the user whom the session has.
     */
    private volatile @Nullable String wanted;

    private volatile @Nullable Login login;
    /** The user who has logged out, for the audit log. */
    private volatile @Nullable String loggedOut;
    /** The interval that the entries of the index hold for; none before there are any, as far as this node knows. */
    private volatile @Nullable Duration entered;
    /** The client of the last request that began to use the session, if a setting lets it be stored. */
    private volatile ClientDetails client = ClientDetails.UNKNOWN;

    /** The users and links that the session has no more, while the index still has it of them: with its id then. */
    private final Map<String, SessionId> former = new ConcurrentHashMap<>();

    /**
     * A login that has begun and is not stored yet.
     *
     * @param user escaped
     * @param stored what the record keeps of it
     */
    @SuppressWarnings("ArrayRecordComponent") // the bytes as stored
    private record Login(String user, byte[] stored, Instant at) {
        @Override
        public String toString() {
            return "Login";
        }
    }

    SessionUser(SessionNode node, Attributes attributes) {
        this.node = node;
        this.attributes = attributes;
        this.links = new SessionLinks(node, attributes);
    }

    private UserSessions users() {
        return node.users();
    }

    /** Notes the client of a request that uses the session: its login may be in it. */
    void usedBy(Supplier<ClientDetails> newClient) {
        if (users().settings().clientDetails()) {
            client = newClient.get();
        }
    }

    /** Returns the user's name, escaped; empty if nobody is logged in. */
    Optional<String> name(SessionId id) {
        return attributes.get(id, USER) instanceof String name && !name.isEmpty()
                ? Optional.of(name)
                : Optional.empty();
    }

    /** Returns true if a login is not stored yet. */
    boolean isLoginUnderWay() {
        return wanted != null || login != null;
    }

    /** Notes that a field was set, in case the user is named by it. If Redis does not answer, the save tries again. */
    void changed(SessionSnapshot session, Duration interval, String field) {
        if (!users().sources().fields().contains(field)) {
            return;
        }
        try {
            boolean unused = findUser(session.id());
            begin(session.id(), interval);
        } catch (SessionStoreException e) {
            LOG.debug("The login of {} begins with its save", session.id(), e);
        }
    }

    /**
     * Finds out whether changes that are about to be saved make another user of the session, and begins a login that
     * has not begun.
     *
     * @return true if the name, or the removal of links, is to be saved, too
     */
    boolean notice(SessionSnapshot session, Duration interval, PendingChanges pending) {
        boolean changed = pending.hasAny(users().sources().fields()) && findUser(session.id());
        try {
            begin(session.id(), interval);
        } catch (LoginRefusedException e) {
            node.journal().loginRefused();
            throw e;
        }
        List<String> before = links.entered();
        boolean leaves = links.notice(session.id(), interval, pending);
        before.forEach(link -> former.put(link, session.id()));
        former.keySet().removeAll(links.entered());
        lengthen(session.id(), interval);
        return leaves || changed;
    }

    /** Has the index hold the session as long as it will live: nobody may use it for all of that time. */
    private void lengthen(SessionId id, Duration interval) {
        Duration known = entered;
        if (known != null && UserSessions.isLonger(interval, known)) {
            users().upkeep().enter(names(name(id)), id, users().holds(interval));
            entered = interval;
        }
    }

    /**
     * Forgets a login or logout that could not be stored: the record has the user from before it. To be called when no
     * request uses the session, with its lock held; so without the monitor, which others hold when they take that
     * lock.
     */
    void reset() {
        wanted = null;
        login = null;
        loggedOut = null;
        former.clear();
        links.reset();
    }

    private boolean findUser(SessionId id) {
        String now = user(id).orElse(null);
        synchronized (this) {
            String before = name(id).orElse(null);
            if (Objects.equals(before, now)) {
                return false;
            }
            Object unused = attributes.set(id, USER, now, false);
            wanted = now;
            leave(id, before);
        }
        return true;
    }

    /** Begins a login that has not begun; again, if another thread has made another user of the session meanwhile. */
    private void begin(SessionId id, Duration interval) {
        for (String user = wanted; user != null; user = wanted) {
            OptionalLong epoch = users().begin(user, id, interval);
            entered = interval;
            Instant at = Instant.ofEpochMilli(node.clock().millis());
            synchronized (this) {
                if (user.equals(wanted)) {
                    login = epoch.isPresent() ? new Login(user, UserRecord.login(epoch.getAsLong(), at), at) : null;
                    wanted = null;
                    former.remove(user);
                } else if (!name(id).equals(Optional.of(user))) {
                    former.put(user, id);
                }
            }
        }
    }

    private Optional<String> user(SessionId id) {
        for (String field : users().sources().fields()) {
            Optional<String> name = users().sources().name(field, attributes.get(id, field));
            if (name.isPresent()) {
                return name.map(UserName::escape);
            }
        }
        return Optional.empty();
    }

    /** Notes that the user has this session no more. */
    private void leave(SessionId id, @Nullable String user) {
        login = null;
        if (user != null) {
            loggedOut = user;
            former.put(user, id);
            links.loggedOut();
        }
    }

    /**
     * Returns what is to be saved, with what the record keeps of a login; empty if another thread has begun another
     * login since the delta was made.
     */
    Optional<SessionDelta> complete(SessionSnapshot session, SessionDelta delta, boolean isNew) {
        Map<String, byte[]> changed = new HashMap<>(delta.changed());
        Set<String> removed = new HashSet<>(delta.removed());
        Login begun = login;
        boolean another = begun == null
                ? wanted != null
                : !UserName.stored(changed.get(USER)).orElse(begun.user()).equals(begun.user());
        if (changed.containsKey(USER) && another) {
            return Optional.empty();
        }
        if (begun != null && changed.containsKey(USER)) {
            changed.put(LOGIN, begun.stored());
            addClient(changed, removed);
        } else if (removed.contains(USER)) {
            removed.add(LOGIN);
            removed.add(CLIENT);
        }
        if (isNew && isAnonymous(changed.keySet(), delta.shared().keySet())) {
            changed.put(ANONYMOUS, new byte[0]);
        }
        Instant loginAt = begun != null && changed.containsKey(USER) ? begun.at() : null;
        if (isNew || session.adopted() || loginAt != null) {
            changed.putAll(endsAt(users().endsAt(isNew || session.adopted() ? session.createdAt() : null, loginAt)));
        }
        boolean same = changed.size() == delta.changed().size()
                && removed.size() == delta.removed().size();
        return Optional.of(
                same
                        ? delta
                        : new SessionDelta(
                                changed, removed, delta.maxInactiveInterval(), delta.shared(), delta.sharedRemoved()));
    }

    private void addClient(Map<String, byte[]> changed, Set<String> removed) {
        ClientDetails known = client;
        if (!known.equals(ClientDetails.UNKNOWN)) {
            changed.put(CLIENT, known.toJson());
        } else if (users().settings().clientDetails()) {
            removed.add(CLIENT);
        }
    }

    /** Returns true if a setting lets new sessions without attributes and user live shortly, and this is one. */
    private boolean isAnonymous(Set<String> fields, Set<String> shared) {
        return !users().settings().anonymousTimeout().isZero()
                && shared.isEmpty()
                && !fields.contains(USER)
                && fields.stream().allMatch(field -> FieldNames.attribute(field).isEmpty());
    }

    /**
     * Returns the field of a record with the time when its session ends whatever its use; empty if there is no such
     * time.
     */
    static Map<String, byte[]> endsAt(Optional<Instant> end) {
        return end.map(at -> Map.of(ENDS_AT, Long.toString(at.toEpochMilli()).getBytes(StandardCharsets.US_ASCII)))
                .orElse(Map.of());
    }

    /** Returns how long a session that was made lives until its next access, if that is less than the interval. */
    @Nullable
    Duration firstLife(SessionDelta created) {
        return created.changed().containsKey(ANONYMOUS) ? users().settings().anonymousTimeout() : null;
    }

    /**
     * Notes that a delta was stored.
     *
     * @return false if the login in it does not count any more, so that the session has to end
     */
    boolean saved(SessionId id, SessionDelta delta) {
        Optional<String> user = UserName.stored(delta.changed().get(USER));
        byte[] stored = delta.changed().get(LOGIN);
        if (user.isEmpty() || stored == null) {
            return true;
        }
        synchronized (this) {
            if (login != null && Arrays.equals(login.stored(), stored)) { // else another one has begun meanwhile
                login = null;
            }
        }
        return users().index().isAdmittedBySave() || users().index().admit(user.get(), id, stored);
    }

    /** Removes the entries of users and links that the session has no more, now that the record does not name them. */
    void removeFormer() {
        former.forEach((name, id) -> {
            if (former.remove(name, id)) {
                users().upkeep().remove(name, id);
            }
        });
    }

    /** Passes the login or logout in a stored delta on to the journal. */
    void journal(SessionId id, SessionDelta delta) {
        Optional<String> user = UserName.stored(delta.changed().get(USER)).map(UserName::unescape);
        if (user.isPresent()) {
            node.journal().loggedIn(id, user.get());
        } else if (delta.removed().contains(USER)) {
            node.journal().loggedOut(id, Optional.ofNullable(loggedOut).map(UserName::unescape));
        }
    }

    /** Notes what the record has. */
    void read(SessionSnapshot session) {
        links.read(session);
    }

    /** Notes that the session was read, which is a use of it. */
    void used(SessionSnapshot session) {
        entered = session.maxInactiveInterval();
        List<String> names = names(UserName.stored(session.fields().get(USER)));
        if (!names.isEmpty()) {
            users().upkeep().used(names, session.id(), users().holds(session.maxInactiveInterval()));
        }
    }

    /** Returns the names under which the index has the session: its user's, and its links. */
    private List<String> names(Optional<String> user) {
        List<String> entered = links.entered();
        return entered.isEmpty()
                ? user.map(List::of).orElse(List.of())
                : Stream.concat(user.stream(), entered.stream()).toList();
    }

    /**
     * Enters the session under the id that it is about to get; a login that has not begun begins there. A user whom the
     * record has until the next save is one of those by whom it is found, in case that save fails.
     */
    void moving(SessionId from, SessionId to, Duration interval) {
        Optional<String> name = wanted == null ? name(from) : Optional.empty();
        name.ifPresent(user -> users().index().move(user, to, users().holds(interval)));
        former.forEach((user, id) -> {
            if (id.equals(from)) {
                users().index().move(user, to, users().holds(interval));
                former.replace(user, from, to);
            }
        });
        links.moving(to, interval);
    }

    /** Removes the entry of an id under which there is no session any more: it has ended, or has another id. */
    void removeEntry(SessionId id) {
        users().upkeep().ended(names(name(id)), id);
    }
}
