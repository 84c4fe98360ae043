package org.abisession.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Sends the calls of threads that want Redis at the same moment together: one of these threads, the leader, writes the
 * commands of all in one write and reads the replies of all. Redis' work for a call is for the most part that of
 * reading and writing, so a batch of eight takes half of what eight calls take.
 *
 * <ul>
 *   <li><b>A thread alone pays nothing.</b> It is the leader of its own call at once. There are no other threads.
 *   <li><b>Nobody waits long for a batch.</b> While {@value #LEADERS} leaders are under way, further calls wait; the
 *       first leader that is through hands its turn to the oldest of them, which takes the others along. One that has
 *       waited for a quarter of a millisecond leads whatever the others do: a slow network, a server that hangs or a
 *       connection that is being opened hold up nobody who is not in their batch.
 *   <li><b>A batch is bounded</b>, by {@value #MOST_CALLS} calls and {@value #MOST_BYTES} bytes.
 *   <li><b>Replies come in the order of commands</b>, so each call gets as many as it has sent. Where one does not
 *       come, the connection is given up with all that could still come on it, and the calls without a reply fail.
 * </ul>
 *
 * <p>Safe for use by several threads.
 */
final class CallBatches {
    /** The number of batches that may be under way before calls wait for one of them. */
    static final int LEADERS = 2;

    static final int MOST_CALLS = 32;

    /** The most bytes of a batch: what every socket buffers, and the client writes at once. */
    static final int MOST_BYTES = 8_192;

    /** The bytes of a call from which on it is sent alone. */
    static final int LARGE_BYTES = 65_536;

    /**
     * The time that a call waits for a leader: several times what an exchange takes on a local network, and little
     * beside a slow one.
     */
    static final Duration LONGEST_WAIT = Duration.ofNanos(250_000);

    private final Supplier<Connection> connections;
    private final Runnable forgetIdle;
    private final long longestWaitNanos;
    private final Queue<BatchedCall> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger leaders = new AtomicInteger();

    /**
     * Makes one that has sent nothing yet.
     *
     * @param connections of the pool
     * @param forgetIdle closes those that wait in the pool
     * @param longestWait for a leader
     */
    CallBatches(Supplier<Connection> connections, Runnable forgetIdle, Duration longestWait) {
        this.connections = connections;
        this.forgetIdle = forgetIdle;
        this.longestWaitNanos = longestWait.toNanos();
    }

    /**
     * Sends commands one after the other, and returns their replies; error replies as exceptions.
     *
     * @param place to be taken before a connection is
     * @param alone whether no other call may come along, nor wait for this one; so it is in any case for a large one
     * @throws JedisConnectionException if the replies did not come
     */
    List<Object> send(List<CommandArguments> commands, Runnable place, boolean alone) {
        BatchedCall own = new BatchedCall(commands);
        if (alone || own.bytes() > LARGE_BYTES) {
            exchange(own, place, false);
        } else if (lead(own) || leadQueued(own)) {
            exchange(own, place, true);
        }
        return own.replies();
    }

    /** Returns how many calls wait for a leader now. */
    int waiting() {
        return queue.size();
    }

    /**
     * Makes this thread a leader that sends its own call; false if there are enough leaders, or another one has taken
     * the call.
     */
    private boolean lead(BatchedCall own) {
        return enter() && own.take();
    }

    private boolean enter() {
        int now = leaders.get();
        while (now < LEADERS) {
            if (leaders.compareAndSet(now, now + 1)) {
                return true;
            }
            now = leaders.get();
        }
        return false;
    }

    /** Queues the call and waits until it is done; returns true if this thread has to lead before. */
    private boolean leadQueued(BatchedCall own) {
        queue.add(own);
        callOnNext(); // a leader may have left just before
        boolean interrupted = false;
        boolean late = false;
        long until = System.nanoTime() + longestWaitNanos;
        try {
            while (!own.isDone()) {
                if (own.isCalledOn()) {
                    return true;
                }
                long left = until - System.nanoTime();
                if (!own.isQueued()) {
                    LockSupport.park(this);
                } else if (left > 0) {
                    LockSupport.parkNanos(this, left);
                } else if (!late && queue.peek() != own) {
                    late = true; // the oldest takes this one along
                    until = System.nanoTime() + longestWaitNanos;
                } else if (own.take()) {
                    boolean unused = queue.remove(own);
                    leaders.incrementAndGet();
                    return true;
                }
                interrupted |= Thread.interrupted(); // it waits on: what was sent can't be called back
            }
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends a call and, as a leader, those that wait. */
    private void exchange(BatchedCall own, Runnable place, boolean leading) {
        List<BatchedCall> batch = new ArrayList<>();
        batch.add(own);
        @Nullable Throwable failure = null;
        try {
            place.run();
            try (Connection connection = connections.get()) { // others come along when there is one
                if (leading) {
                    collect(batch);
                }
                exchange(batch, connection);
            }
        } catch (JedisConnectionException e) {
            failure = e;
            if (!CallTime.isInterrupted(e)) {
                forgetIdle.run();
            }
            if (!own.isAnswered()) {
                throw e;
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            throw e;
        } finally {
            if (leading) {
                leave();
            }
            for (BatchedCall call : batch) {
                call.end(failure);
            }
        }
    }

    private static void exchange(List<BatchedCall> batch, Connection connection) {
        boolean whole = false;
        try {
            batch.forEach(call -> call.write(connection));
            batch.forEach(call -> call.read(connection));
            whole = true;
        } finally {
            if (!whole) {
                connection.setBroken(); // replies may come on it that nobody waits for
            }
        }
    }

    private void collect(List<BatchedCall> batch) {
        int bytes = batch.get(0).bytes();
        while (batch.size() < MOST_CALLS) {
            BatchedCall next = queue.peek();
            if (next == null || bytes + next.bytes() > MOST_BYTES) {
                return;
            }
            next = queue.poll();
            if (next != null && next.take()) {
                batch.add(next);
                bytes += next.bytes();
            }
        }
    }

    /** Ends the lead of this thread, and lets the next call lead. */
    private void leave() {
        leaders.decrementAndGet();
        callOnNext();
    }

    /** Makes the oldest call that waits a leader, if there are not enough of them. */
    private void callOnNext() {
        while (!queue.isEmpty() && enter()) {
            BatchedCall next = queue.poll();
            while (next != null && !next.callOn()) {
                next = queue.poll();
            }
            if (next != null) {
                return;
            }
            leaders.decrementAndGet();
        }
    }
}
