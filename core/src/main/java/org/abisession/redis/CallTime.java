package org.abisession.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.HostAndPortMapper;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Keeps a call from opening connections when it has been on its way for a while. The pool replaces a broken
 * connection in the thread that gives it back: with a server that hangs, a caller whose command has timed out would
 * wait as long again for the replacement's greeting. The client asks this just before it connects. The very first
 * connection is no replacement: a program that has just begun may take its time until it asks for it. Safe for use by
 * several threads.
 */
final class CallTime implements HostAndPortMapper {
    /** Says why a call has not tried to open a connection, which tells nothing of the server. */
    static class NotTriedException extends JedisConnectionException {
        private static final long serialVersionUID = 1L;

        private NotTriedException(String message) {
            super(message);
        }
    }

    /** Says that a call has not tried it since its thread was interrupted. */
    static final class InterruptedCallException extends NotTriedException {
        private static final long serialVersionUID = 1L;

        InterruptedCallException() {
            super("Interrupted before a connection was opened");
        }
    }

    /** Says that a call was not tried, since this node has closed its connections. */
    static final class ClosedException extends NotTriedException {
        private static final long serialVersionUID = 1L;

        ClosedException() {
            super("The connections are closed");
        }
    }

    /** Returns true if a call was not tried since its thread was interrupted. */
    static boolean isInterrupted(Throwable failure) {
        return RedisErrors.find(InterruptedCallException.class, failure) != null;
    }

    private final long limit;
    private final LongSupplier nanos;
    private final ThreadLocal<@Nullable Long> begun = new ThreadLocal<>();
    private final AtomicBoolean connectedBefore = new AtomicBoolean();

    /**
     * Makes one that allows connections to be opened until a call has taken so long.
     *
     * @param nanos the clock, as {@link System#nanoTime} has it
     */
    CallTime(Duration limit, LongSupplier nanos) {
        this.limit = limit.toNanos();
        this.nanos = nanos;
    }

    /** Makes one that allows no connection after half of the command timeout: the greeting may take a whole one. */
    static CallTime of(SessionSettings settings, LongSupplier nanos) {
        return new CallTime(settings.commandTimeout().dividedBy(2), nanos);
    }

    /** Begins a call of this thread, or a part of it that may take its time anew. */
    void begin() {
        begun.set(nanos.getAsLong());
    }

    void end() {
        begun.remove();
    }

    /** Returns true if the call of this thread may still open a connection. A thread without a call always may. */
    boolean remains() {
        Long start = begun.get();
        return start == null || nanos.getAsLong() - start < limit;
    }

    /**
     * Returns the address unchanged. Throws if the time of this thread's call does not suffice to open another
     * connection to it.
     */
    @Override
    public HostAndPort getHostAndPort(HostAndPort address) {
        if (connectedBefore.getAndSet(true) && !remains()) {
            throw new NotTriedException("No time is left to open another connection");
        }
        if (Thread.currentThread().isInterrupted()) { // one that goes from node to node is to end
            throw new InterruptedCallException();
        }
        return address;
    }
}
