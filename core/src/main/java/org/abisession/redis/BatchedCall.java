package org.abisession.redis;

import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.args.Rawable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The commands of one call, which another thread may send, and what came of them. One thread makes it and waits for it;
 * of all that want to send it one gets it.
 */
final class BatchedCall {
    private enum State {
        /** The call waits: no thread has begun to send it. */
        QUEUED,
        /** Its own thread has to send it now. */
        CALLED_ON,
        /** A thread sends it, its own or another one. */
        TAKEN,
        DONE
    }

    /** About the bytes that a command takes beside its arguments, and an argument beside its text. */
    private static final int FRAME = 8;

    private final Thread thread = Thread.currentThread();
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);
    private final List<CommandArguments> commands;
    private final int bytes;
    private @Nullable List<Object> replies; // both are written by the thread that sends, before it sets DONE
    private @Nullable Throwable failure;

    /**
     * Says that the thread that sent this call and others has lost its connection. That is one loss: it counts there.
     */
    static final class LostWithOthersException extends JedisConnectionException {
        private static final long serialVersionUID = 1L;

        private LostWithOthersException(Throwable cause) {
            super(cause.getMessage(), cause);
        }
    }

    BatchedCall(List<CommandArguments> commands) {
        this.commands = commands;
        int sum = 0;
        for (CommandArguments command : commands) {
            sum += FRAME;
            for (Rawable argument : command) {
                sum += FRAME + argument.getRaw().length;
            }
        }
        this.bytes = sum;
    }

    /** Returns how many bytes it sends, about. */
    int bytes() {
        return bytes;
    }

    boolean isQueued() {
        return state.get() == State.QUEUED;
    }

    /** Returns true if its own thread has to send it. */
    boolean isCalledOn() {
        return state.get() == State.CALLED_ON;
    }

    boolean isDone() {
        return state.get() == State.DONE;
    }

    /** Takes the call out of the queue, for this thread to send; false if another thread has taken it. */
    boolean take() {
        return state.compareAndSet(State.QUEUED, State.TAKEN);
    }

    /** Makes the call's own thread send it; false if another thread has taken it. */
    boolean callOn() {
        boolean called = state.compareAndSet(State.QUEUED, State.CALLED_ON);
        if (called) {
            LockSupport.unpark(thread);
        }
        return called;
    }

    void write(Connection connection) {
        commands.forEach(connection::sendCommand);
    }

    /** Reads its replies; an error reply is one, as an exception. */
    void read(Connection connection) {
        replies = connection.getMany(commands.size());
    }

    /** Returns true if it has its replies, for the thread that reads them. */
    boolean isAnswered() {
        return replies != null;
    }

    /** Wakes its thread; with a failure, unless it has its replies already. */
    void end(@Nullable Throwable lost) {
        failure = lost;
        state.set(State.DONE);
        if (thread != Thread.currentThread()) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Returns the replies.
     *
     * @throws JedisConnectionException if the thread that sent it did not get them
     */
    List<Object> replies() {
        List<Object> read = replies;
        if (read != null) {
            return read;
        }
        Throwable lost = failure != null ? failure : new IllegalStateException("Nobody has sent this call");
        throw new LostWithOthersException(lost);
    }

    /** Returns true if it was a reply, or the taking of what was sent, that did not come in time. */
    static boolean isTimeout(Throwable failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof SocketTimeoutException) {
                return true;
            }
        }
        return false;
    }
}
