package org.abisession.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A proxy in front of a Redis that counts what goes through it, and can break it: the measure of "what
 * does a request cost", and the source of outages.
 *
 * <p>A <b>round trip</b> begins when a client sends while it has all replies to what it sent before on
 * that connection: a pipeline is one, whatever is in it. The setting up of connections (HELLO, AUTH,
 * SELECT, CLIENT, PING, QUIT, SUBSCRIBE) does not count. What is counted by the time that the client has a reply
 * includes the command of this reply. One gap: a pipeline which the client's buffer happens to cut
 * exactly between two commands, and whose first part is answered before the rest arrives, counts as two.
 *
 * <p>For plain connections. A connection that subscribes may send no other command. Safe for use by several threads.
 */
public final class RespProxy implements AutoCloseable {
    private volatile URI upstream;
    private final ServerSocket server;
    private final Traffic.Recorder recorder = new Traffic.Recorder();
    private final Set<RespConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition resumed = lock.newCondition();
    private boolean requestsStalled;
    private boolean repliesStalled;
    private volatile boolean refusing;
    private volatile boolean cutAtNextReply;
    private final AtomicInteger cutAfter = new AtomicInteger(-1);
    private volatile byte @Nullable [] answer;
    private volatile @Nullable String answered;
    private volatile Duration requestDelay = Duration.ZERO;
    private volatile Duration replyDelay = Duration.ZERO;
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicLong requestBytes = new AtomicLong();
    private final AtomicLong replyBytes = new AtomicLong();
    private volatile boolean closed;

    private RespProxy(URI upstream) throws IOException {
        this.upstream = upstream;
        this.server = new ServerSocket(0, 100, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
    }

    /** Starts a proxy in front of the Redis at {@code redis://...}. */
    public static RespProxy inFrontOf(String redisUri) {
        URI upstream = URI.create(redisUri);
        if (!"redis".equals(upstream.getScheme()) || upstream.getPort() < 0) {
            throw new IllegalArgumentException("The proxy reads plain redis://host:port, was scheme "
                    + upstream.getScheme() + ", port " + upstream.getPort());
        }
        try {
            RespProxy proxy = new RespProxy(upstream);
            daemon(proxy::accept, "resp-proxy-accept").start();
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the address for clients, with user, password and database of the Redis that the proxy passes calls on to.
     */
    public String uri() {
        String user = upstream.getRawUserInfo() == null ? "" : upstream.getRawUserInfo() + "@";
        String query = upstream.getRawQuery() == null ? "" : "?" + upstream.getRawQuery();
        return "redis://" + user + "127.0.0.1:" + port() + upstream.getRawPath() + query;
    }

    /** Makes new connections lead to the Redis at another {@code redis://...}; those that are open stay. */
    public void leadTo(String redisUri) {
        upstream = URI.create(redisUri);
    }

    /** Returns the port on 127.0.0.1. */
    public int port() {
        return server.getLocalPort();
    }

    /** Returns the present position in the traffic, for {@link #since}. */
    public Traffic.Mark mark() {
        return recorder.mark();
    }

    /** Returns what has been sent since then. */
    public Traffic since(Traffic.Mark mark) {
        return recorder.since(mark);
    }

    /** Returns how many connections clients have opened so far, those that were refused included. */
    public int accepted() {
        return accepted.get();
    }

    /** Returns how many bytes clients have sent so far, those that set connections up included. */
    public long requestBytes() {
        return requestBytes.get();
    }

    /** Returns how many bytes Redis has sent so far, pushed messages included. */
    public long replyBytes() {
        return replyBytes.get();
    }

    /** Breaks all connections at once, by a reset. New ones are accepted. */
    public void cut() {
        connections.forEach(RespConnection::reset);
    }

    /** Breaks all connections, and each new one as soon as it is there, until {@link #resume}. */
    public void refuse() {
        refusing = true;
        cut();
    }

    /** Breaks the connection on which the next reply arrives, in place of the reply: the command was executed. */
    public void cutAtNextReply() {
        cutAtNextReply = true;
    }

    /** Stops commands before they reach Redis, and keeps the connections, until {@link #resume}. */
    public void stallRequests() {
        setStalled(true, false);
    }

    /** Stops replies before they reach a client, and keeps the connections, until {@link #resume}; Redis executes. */
    public void stallReplies() {
        setStalled(false, true);
    }

    /** Delays commands for so long before Redis gets them, a pipeline as one; until {@link #resume}. */
    public void delayRequests(Duration delay) {
        requestDelay = delay;
    }

    /** Delays replies for so long after Redis has executed, a pipeline as one; until {@link #resume}. */
    public void delayReplies(Duration delay) {
        replyDelay = delay;
    }

    /**
     * Breaks the connection on which the next reply arrives, after so many bytes of it; the end is orderly, so that
     * the client gets these bytes. The command was executed.
     */
    public void cutNextReplyAfter(int bytes) {
        cutAfter.set(bytes);
    }

    /**
     * Answers every command in place of Redis, which does not see it, with one line of RESP, until {@link #resume}:
     * {@code "-LOADING Redis is loading the dataset in memory"}. The setting up of connections goes on as it is. For
     * clients that wait for the replies to what they have sent before they send more.
     */
    public void answer(String line) {
        answered = null;
        answer = (line + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Does the same for commands of one name that are sent alone; Redis gets the others. */
    public void answer(String command, String line) {
        answer(line);
        answered = command;
    }

    byte @Nullable [] answer() {
        return answer;
    }

    /** Returns whether a command, as {@link Traffic} names it, is one of those that are answered here. */
    boolean answers(String command) {
        return answered == null || command.equals(answered);
    }

    /** Returns how many bytes of the reply at hand the client gets before its connection ends; -1 for all. */
    int takeCut() {
        return cutAfter.getAndSet(-1);
    }

    /** Ends refusing, stalling, delaying and answering; what was held back goes on. */
    public void resume() {
        answer = null;
        cutAfter.set(-1);
        refusing = false;
        cutAtNextReply = false;
        requestDelay = Duration.ZERO;
        replyDelay = Duration.ZERO;
        setStalled(false, false);
    }

    /** Ends the proxy and all its connections. */
    @Override
    public void close() {
        closed = true;
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        setStalled(false, false);
        cut();
    }

    Traffic.Recorder recorder() {
        return recorder;
    }

    void forget(RespConnection connection) {
        connections.remove(connection);
    }

    void sent(int bytes) {
        requestBytes.addAndGet(bytes);
    }

    void received(int bytes) {
        replyBytes.addAndGet(bytes);
    }

    void beforeRequest() throws InterruptedException {
        pause(requestDelay);
        awaitResumed(true);
    }

    /** Returns true if the reply may go to the client. */
    boolean beforeReply() throws InterruptedException {
        if (cutAtNextReply) {
            cutAtNextReply = false;
            return false;
        }
        pause(replyDelay);
        awaitResumed(false);
        return true;
    }

    private static void pause(Duration delay) {
        long until = System.nanoTime() + delay.toNanos();
        for (long left = delay.toNanos(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void awaitResumed(boolean requests) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (requests ? requestsStalled : repliesStalled) {
                resumed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void setStalled(boolean requests, boolean replies) {
        lock.lock();
        try {
            requestsStalled = requests;
            repliesStalled = replies;
            resumed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                if (refusing || closed) {
                    RespConnection.reset(client);
                    continue;
                }
                Socket redis;
                try {
                    redis = toRedis();
                } catch (IOException e) {
                    RespConnection.reset(client); // the Redis behind is away: so is the proxy
                    continue;
                }
                RespConnection connection = new RespConnection(this, client, redis);
                connections.add(connection);
                connection.start();
                if (refusing || closed) {
                    connection.reset();
                }
            } catch (IOException e) {
                if (!closed) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @SuppressWarnings("AddressSelection") // the Redis of a test has one address
    private Socket toRedis() throws IOException {
        return new Socket(upstream.getHost(), upstream.getPort());
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }
}
