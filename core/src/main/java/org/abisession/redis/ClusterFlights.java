package org.abisession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/**
 * Sends commands to several nodes of a Redis Cluster in the time of one round trip: all are sent before any
 * reply is read, on the caller's thread. Calls for one slot run in their order.
 *
 * <p>A slot that has moved is followed. What was not run, or may run twice, is tried again until the command timeout
 * is over; anything else whose fate is unknown fails. A connection that has not given all its replies is closed. Safe
 * for use by several threads.
 */
final class ClusterFlights {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterFlights.class);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_TRIES = 100;
    /** How many redirections are followed at once: to where the slot is, and from there to where it is going. */
    private static final int QUICK_TRIES = 4;

    private static final CommandObject<String> PING =
            new CommandObject<>(new CommandArguments(Command.PING), BuilderFactory.STRING);

    private final ClusterNodes nodes;
    private final long limitNanos;

    ClusterFlights(ClusterNodes nodes, Duration commandTimeout) {
        this.nodes = nodes;
        this.limitNanos = commandTimeout.toNanos();
    }

    /** Holds what has been sent to one node. */
    private static final class Leg {
        final Connection connection;
        final List<Integer> positions;
        int read;

        Leg(Connection connection, List<Integer> positions) {
            this.connection = connection;
            this.positions = positions;
        }
    }

    /** A call that did not reach a node. */
    private record NotSent(JedisException failure) {}

    /**
     * Runs calls at the same time and returns the replies, in the order of the calls; null for nil.
     *
     * @throws JedisException the first failure, after all other replies have been read
     */
    List<Object> fly(List<KeyCall> calls) {
        return unlessFailed(each(calls));
    }

    /**
     * Returns the replies of {@link #each}.
     *
     * @throws JedisException the first failure among them
     */
    static List<Object> unlessFailed(List<Object> replies) {
        for (Object reply : replies) {
            if (reply instanceof JedisException failed) {
                throw failed;
            }
        }
        return replies;
    }

    /**
     * Runs calls at the same time and returns the replies, in the order of the calls; a {@link JedisException} in the
     * place of each that failed.
     */
    List<Object> each(List<KeyCall> calls) {
        long end = System.nanoTime() + limitNanos;
        @Nullable Object[] replies = new @Nullable Object[calls.size()];
        List<Leg> legs = new ArrayList<>();
        try {
            send(calls, replies, legs);
            for (Leg leg : legs) {
                read(leg, replies);
            }
        } finally {
            legs.forEach(ClusterFlights::giveBack);
        }
        for (int i = 0; i < replies.length; i++) {
            try {
                replies[i] = settle(calls.get(i), replies[i], end);
            } catch (JedisException e) {
                replies[i] = e;
            }
        }
        return Arrays.asList(replies);
    }

    private void send(List<KeyCall> calls, @Nullable Object[] replies, List<Leg> legs) {
        // One order of nodes for all threads: none waits for a connection that waits for its own.
        Map<HostAndPort, List<Integer>> byNode = new TreeMap<>(Comparator.comparing(HostAndPort::toString));
        for (int i = 0; i < calls.size(); i++) {
            HostAndPort node = nodes.getNode(calls.get(i).slot());
            if (node == null) {
                replies[i] = new NotSent(new JedisConnectionException("No node is known for the slot"));
            } else {
                byNode.computeIfAbsent(node, unused -> new ArrayList<>()).add(i);
            }
        }
        byNode.forEach((node, positions) -> {
            try {
                legs.add(new Leg(nodes.getConnection(node), positions));
            } catch (JedisException e) {
                positions.forEach(i -> replies[i] = new NotSent(e));
            }
        });
        for (Leg leg : legs) {
            try {
                leg.positions.forEach(
                        i -> leg.connection.sendCommand(calls.get(i).arguments()));
                leg.connection.getMany(0); // that is: flush
            } catch (JedisException e) {
                fail(leg, replies, e);
            }
        }
    }

    private void read(Leg leg, @Nullable Object[] replies) {
        while (leg.read < leg.positions.size()) {
            int position = leg.positions.get(leg.read);
            try {
                replies[position] = leg.connection.getOne();
            } catch (JedisDataException e) {
                replies[position] = e;
            } catch (JedisException e) {
                fail(leg, replies, e);
                return;
            }
            leg.read++;
        }
    }

    /**
     * Ends the calls to one node with a failure, since the rest of its replies won't come. Drops the idle connections
     * to that node, too: most likely they are lost as well.
     */
    private void fail(Leg leg, @Nullable Object[] replies, JedisException failure) {
        leg.connection.setBroken();
        leg.positions.stream().skip(leg.read).forEach(i -> replies[i] = failure);
        leg.read = leg.positions.size();
        nodes.forgetIdle(leg.connection.getHostAndPort());
    }

    private static void giveBack(Leg leg) {
        if (leg.read < leg.positions.size()) {
            leg.connection.setBroken();
        }
        close(leg.connection);
    }

    /** Gives a connection back to its pool. For a broken one the pool opens another one, and throws if it can't. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (JedisException e) {
            LOG.debug("A connection could not be given back", e);
        }
    }

    /**
     * Returns the final reply to a call, after redirections have been followed and what may be tried again has been.
     */
    private @Nullable Object settle(KeyCall call, @Nullable Object first, long end) {
        KeyCall now = call;
        Object reply = first;
        for (int tries = 0; ; tries++) {
            JedisException failure =
                    reply instanceof NotSent unsent ? unsent.failure() : reply instanceof JedisException e ? e : null;
            if (failure == null) {
                return reply;
            }
            boolean refused = reply instanceof NotSent && failure instanceof JedisDataException && !hasNotRun(failure);
            boolean away = failure instanceof NodeAwayException node && !node.mayHaveMoved();
            if (away || CallTime.isInterrupted(failure)) { // the next try would fail the same way
                throw failure;
            }
            if (failure instanceof JedisNoScriptException
                    && now.withText() != null) { // also if others took all the time
                now = new KeyCall(now.slot(), now.withText(), now.script(), null, now.repeatable());
                reply = one(now, nodes.getNode(now.slot()), false);
                continue;
            }
            if (tries >= MOST_TRIES || System.nanoTime() - end > 0 || (refused && tries > 0)) {
                throw failure; // a node that lets nobody in does not let this one in a moment later
            }
            if (failure instanceof JedisRedirectionException moved) {
                if (tries >= QUICK_TRIES) { // nodes that do not agree need time
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                reply = one(now, moved.getTargetNode(), moved instanceof JedisAskDataException);
                if (moved instanceof JedisMovedDataException) {
                    renew();
                }
            } else if (reply instanceof NotSent || hasNotRun(failure) || mayRunAgain(now, failure)) {
                LockSupport.parkNanos(PAUSE_NANOS);
                renew();
                reply = one(now, nodes.getNode(now.slot()), false);
            } else {
                throw failure;
            }
        }
    }

    private static boolean mayRunAgain(KeyCall call, JedisException failure) {
        return call.repeatable() && !(failure instanceof JedisDataException);
    }

    /** Returns true for the replies of a node while a slot moves or a replica takes over. */
    private static boolean hasNotRun(JedisException failure) {
        String text = String.valueOf(failure.getMessage());
        return failure instanceof JedisDataException
                && (text.startsWith("TRYAGAIN") || text.startsWith("CLUSTERDOWN") || text.startsWith("LOADING"));
    }

    /** Asks the nodes which of them has which slot. One thread does it at a time, the others go on. */
    private void renew() {
        try {
            nodes.renewSlotCache();
        } catch (JedisException e) {
            return; // no node answers: the next try says so
        }
    }

    private @Nullable Object one(KeyCall call, @Nullable HostAndPort node, boolean asking) {
        if (node == null) {
            return new NotSent(new JedisConnectionException("No node is known for the slot"));
        }
        Connection connection;
        try {
            connection = nodes.getConnection(node);
        } catch (JedisException e) {
            return new NotSent(e);
        }
        try {
            if (asking) {
                connection.executeCommand(Command.ASKING);
            }
            return connection.executeCommand(call.arguments());
        } catch (JedisDataException e) {
            return e;
        } catch (JedisException e) {
            connection.setBroken();
            nodes.forgetIdle(node);
            return e;
        } finally {
            close(connection);
        }
    }

    /** Returns the nodes that are primaries now, by name. */
    List<HostAndPort> primaries() {
        renew(); // a new primary that no command has come upon yet has records, too
        return knownPrimaries();
    }

    private List<HostAndPort> knownPrimaries() {
        return nodes.getPrimaryNodesConnectionMap().keySet().stream()
                .sorted()
                .map(HostAndPort::from)
                .toList();
    }

    /** Runs a command on one node. A failure names the node, since the others may answer. */
    <T> T on(HostAndPort node, CommandObject<T> command) {
        try {
            Connection connection = nodes.getConnection(node);
            try {
                return connection.executeCommand(command);
            } finally {
                close(connection);
            }
        } catch (JedisConnectionException e) {
            LOG.debug("The node {} of the cluster did not answer", node, e);
            throw new NodeFailureException(node, e);
        }
    }

    /** Runs a command that names no key on the first primary that answers. */
    <T> T onAnyPrimary(CommandObject<T> command) {
        JedisException failure = new JedisConnectionException("No node is known");
        for (HostAndPort node : knownPrimaries()) {
            try {
                return on(node, command);
            } catch (JedisConnectionException | NodeAwayException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** Returns what each primary answers to a PING. */
    List<String> ping() {
        List<HostAndPort> known = knownPrimaries();
        try {
            return onEach(known, PING);
        } catch (JedisConnectionException e) {
            List<HostAndPort> now = primaries();
            if (now.equals(known)) {
                throw e;
            }
            return onEach(now, PING); // another node has taken over
        }
    }

    /** Runs a command on each primary, one after the other. */
    <T> List<T> onPrimaries(CommandObject<T> command) {
        return onEach(primaries(), command);
    }

    private <T> List<T> onEach(List<HostAndPort> some, CommandObject<T> command) {
        if (some.isEmpty()) {
            throw new JedisConnectionException("No node is known");
        }
        return some.stream().map(node -> on(node, command)).toList();
    }
}
