package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.abisession.redis.ScriptReplies.Grant;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * The leases of one node: asks Redis for them where they pay, keeps the copies, gives back what other nodes ask for,
 * and tells Redis of the accesses that it did not see. {@code leases.lua} is the other half.
 *
 * <ul>
 *   <li><b>Never stale.</b> A copy is dropped before its lease is given back, and no other node changes a session that
 *       is leased. A node that can't be asked is waited for until the lease ends.
 *   <li><b>Where it pays.</b> A node gets a lease if it was the last to use the session. One that another node had to
 *       ask for is not leased to anybody for a minute, and costs what it does without leases.
 * </ul>
 *
 * <p>Off, unless the setting {@code near-cache} says for how long. Safe for use by several threads.
 */
final class Leases {
    private static final byte[] NOTHING = {};
    private static final int REMEMBERED = 100_000;
    private static final int AT_ONCE = 100;
    private static final Duration NOT_ASKED = Duration.ofSeconds(10);

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final List<byte[]> defaults;
    private final byte[] node;
    private final long lasts;
    private final NearCache copies;
    private final @Nullable LeaseChannel channel;
    /** The moments when this node has last used each session, as Redis knows it, in milliseconds of its clock. */
    private final Cache<SessionId, Long> accesses = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .executor(Runnable::run)
            .build();
    /** Sessions that Redis leases to nobody for a while, so that asking would be of no use. */
    private final Cache<SessionId, Boolean> paused = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(NOT_ASKED)
            .executor(Runnable::run)
            .build();

    /**
     * Makes the leases of one node.
     *
     * @param defaults interval and retention where a session has no such control fields
     */
    Leases(RedisConnections redis, SessionSettings settings, SessionKeys keys, List<byte[]> defaults) {
        this.redis = redis;
        this.keys = keys;
        this.defaults = defaults;
        boolean on = settings.nearCache().isPresent();
        Duration duration = settings.nearCache().orElse(Duration.ofSeconds(1));
        this.lasts = duration.toMillis();
        this.copies = new NearCache(duration);
        String name = SessionId.random().value().substring(0, 16);
        this.node = on ? bytes(name) : NOTHING;
        this.channel = on ? new LeaseChannel(redis, settings, name, duration, this) : null;
    }

    /** Returns the name of this node, as the scripts take it; empty if it takes no leases. */
    byte[] node() {
        return node;
    }

    /** Returns true if this node hears what other nodes ask for, so that it may take leases. */
    boolean isListening() {
        return channel != null && channel.isHeard();
    }

    /** Returns the copy of a session, if it may be served; an access. */
    Optional<SessionSnapshot> find(SessionId id, boolean whole) {
        return channel == null ? Optional.empty() : copies.find(id, whole);
    }

    /**
     * Holds what a load asks for.
     *
     * @param argument as {@code load.lua} takes it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once
    record Request(byte[] argument, @Nullable Lease lease) {}

    /** Asks for a lease, where the load may get one. */
    Request ask(SessionId id) {
        if (channel == null || !channel.isHeard() || paused.getIfPresent(id) != null) {
            return new Request(NOTHING, null);
        }
        Long last = accesses.getIfPresent(id);
        Lease lease = last == null ? null : copies.ask(id);
        String number = lease == null ? "0" : Long.toString(lease.number());
        String text = new String(node, StandardCharsets.US_ASCII)
                + ' '
                + number
                + ' '
                + lasts
                + ' '
                + (last == null ? 0 : last);
        return new Request(bytes(text), lease);
    }

    /**
     * Processes the answer of a load to a request for a lease.
     *
     * @param grant empty if the load asked for nothing, or there is no session with a record
     * @return the session, with the last access that only this node knows of
     */
    SessionSnapshot answered(Request request, SessionSnapshot session, Optional<Grant> grant) {
        if (channel == null) {
            return session;
        }
        Lease lease = request.lease();
        SessionId id = session.id();
        Instant last = Instant.ofEpochMilli(copies.lastAccess(id));
        SessionSnapshot found = last.isAfter(session.lastAccessedAt()) ? session.withLastAccessedAt(last) : session;
        if (grant.isEmpty()) {
            failed(request);
            return found;
        }
        if (grant.get().paused()) {
            paused.put(id, true);
        }
        accesses.put(id, grant.get().now());
        if (lease != null && grant.get().given()) {
            copies.granted(lease, found, grant.get().now());
        } else if (lease != null) {
            copies.refused(lease);
        }
        return found;
    }

    /** Notes that a load was not answered, or has found no session. */
    void failed(Request request) {
        if (request.lease() != null) {
            copies.unanswered(request.lease());
        }
    }

    /** Runs a change that leaves nothing to serve from a copy; waits for the lease of another node. */
    Reply end(SessionId id, Supplier<Reply> script) {
        Change change = begin(id);
        try {
            accesses.invalidate(id);
            return change.run(script);
        } finally {
            change.ended(null);
        }
    }

    /** Begins a change of a session, which has to be ended in any case. */
    Change begin(SessionId id) {
        if (channel != null) {
            copies.beginWrite(id);
        }
        return new Change(id);
    }

    /** A change of a session that is under way on this node. */
    final class Change {
        private final SessionId id;

        private Change(SessionId id) {
            this.id = id;
        }

        /** Runs a script that changes the session; waits for the lease of another node. */
        Reply run(Supplier<Reply> script) {
            return LeaseWait.run(script);
        }

        /** Ends the change, with what it has made of the session; null if that is not known. */
        void ended(@Nullable UnaryOperator<SessionSnapshot> change) {
            if (channel != null) {
                copies.endWrite(id, change);
            }
        }
    }

    /** Drops a copy and gives its lease back: another node wants to change the session. */
    void giveBack(long number) {
        Lease lease = copies.revoke(number);
        if (lease != null) {
            giveBack(List.of(lease));
        }
    }

    private void giveBack(List<Lease> leases) {
        for (int from = 0; from < leases.size(); from += AT_ONCE) {
            List<Lease> some = leases.subList(from, Math.min(from + AT_ONCE, leases.size()));
            List<byte[]> records = new ArrayList<>();
            List<byte[]> arguments = new ArrayList<>(List.of(node));
            for (Lease lease : some) {
                records.add(bytes(keys.attributes(lease.id())));
                arguments.add(bytes(Long.toString(lease.number())));
            }
            Object unused = redis.run(Script.LEASE_RETURN, records, arguments);
        }
    }

    /** Drops all copies: nobody can ask for them. */
    void clear() {
        copies.clear();
    }

    /**
     * Reports accesses to Redis, those of leases that end soon.
     *
     * @return false if the user of Redis may not send the messages by which other nodes ask for leases
     */
    boolean touch() {
        boolean allowed = touch(copies.takeUsed(false));
        copies.forgetOld();
        return allowed;
    }

    private boolean touch(Collection<Lease> used) {
        List<Lease> leases = List.copyOf(used);
        boolean allowed = true;
        try {
            for (int from = 0; from < leases.size(); from += AT_ONCE) {
                allowed &= touchSome(leases.subList(from, Math.min(from + AT_ONCE, leases.size())));
            }
            return allowed;
        } catch (RuntimeException e) {
            copies.unreported(leases);
            throw e;
        }
    }

    private boolean touchSome(List<Lease> leases) {
        List<byte[]> names = new ArrayList<>();
        List<byte[]> arguments = new ArrayList<>(defaults);
        arguments.add(node);
        for (Lease lease : leases) {
            names.addAll(keys.all(lease.id()));
            arguments.add(bytes(Long.toString(lease.takeAge())));
        }
        List<Reply> reported =
                Reply.of(redis.run(Script.LEASE_TOUCH, names, arguments)).items();
        for (int i = 0; i < leases.size(); i++) {
            long at = reported.get(i + 1).number();
            if (at > 0) {
                Long unused = accesses.asMap().merge(leases.get(i).id(), at, Math::max);
            }
        }
        return reported.get(0).isOne();
    }

    /** Gives all leases back: this node stops, or nobody can ask for them. */
    void giveAllBack() {
        List<Lease> all = copies.takeAll();
        boolean unused = touch(copies.takeUsed(true));
        giveBack(all);
    }
}
