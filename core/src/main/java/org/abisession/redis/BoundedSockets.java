package org.abisession.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Opens sockets whose every wait is bounded: the lookup of the name, all its addresses and the TLS handshake together
 * by the connect timeout, what follows by the command timeout. The name is looked up for each socket anew, as far as
 * the JVM does not cache it. Has a thread for each lookup that is under way, and another one, which ends when nothing was
 * to do for some seconds. Safe for use by several threads.
 *
 * <p>A thread whose stack ends here leaves nothing behind that others would wait for: a lookup is no task of an executor,
 * whose lock such a thread may keep for ever.
 */
final class BoundedSockets implements AutoCloseable {
    /** The lookups that may be under way: more of them than a name server that hangs can leave so. */
    private static final int LOOKUPS = 128;

    private static final int IDLE_SECONDS = 5;
    private static final long CLOSING_MILLIS = 1_000;

    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final ScheduledThreadPoolExecutor watch;
    private final ThreadFactory lookupThreads = daemons("abi-session-redis-lookup");
    private final Set<Thread> lookups = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    BoundedSockets(Duration connectTimeout, Duration commandTimeout) {
        this.connectTimeout = connectTimeout;
        this.commandTimeout = commandTimeout;
        watch = new ScheduledThreadPoolExecutor(1, daemons("abi-session-redis-watch"));
        watch.setRemoveOnCancelPolicy(true);
        watch.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
        watch.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(BoundedSockets.class.getClassLoader()); // not that of the application at hand
            return thread;
        };
    }

    /** Returns how long everything takes at most until a socket is connected, its TLS handshake included. */
    Duration connectTimeout() {
        return connectTimeout;
    }

    /** Returns the limit of an exchange on a connected socket. */
    Duration commandTimeout() {
        return commandTimeout;
    }

    /** Returns a connected socket. The rest of the connect timeout limits all that is done on it next. */
    BoundedSocket connect(String host, int port) throws IOException {
        long end = System.nanoTime() + connectTimeout.toNanos();
        IOException failure = new UnknownHostException(host);
        for (InetAddress address : addresses(host)) {
            BoundedSocket socket = new BoundedSocket(watch, connectTimeout);
            try {
                socket.setReuseAddress(true);
                socket.setKeepAlive(true);
                socket.setTcpNoDelay(true);
                socket.setSoLinger(true, 0); // closing does not wait either
                socket.connect(
                        new InetSocketAddress(address, port), (int) left(end).toMillis());
                socket.setUp(left(end));
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure;
    }

    private static Duration left(long end) throws SocketTimeoutException {
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis <= 0) {
            throw new SocketTimeoutException("Connect timed out");
        }
        return Duration.ofMillis(millis);
    }

    /** Returns all addresses of a host, in no order. The lookup itself has no timeout, so another thread makes it. */
    @SuppressWarnings("AddressSelection") // all of them are tried
    private List<InetAddress> addresses(String host) throws IOException {
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> lookUp(host));
        if (closed) {
            throw new IOException("The connections are closed");
        }
        if (lookups.size() >= LOOKUPS) {
            throw new SocketTimeoutException("The name server does not answer");
        }
        lookupThreads.newThread(lookup).start();
        try {
            List<InetAddress> all = Arrays.asList(result(lookup));
            Collections.shuffle(all);
            return all;
        } catch (ExecutionException e) {
            UnknownHostException unknown = new UnknownHostException(host + " is not known");
            unknown.initCause(e.getCause());
            throw unknown;
        } catch (TimeoutException e) {
            lookup.cancel(true);
            throw new SocketTimeoutException("The lookup of " + host + " timed out");
        }
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        Thread own = Thread.currentThread();
        lookups.add(own);
        try {
            return InetAddress.getAllByName(host);
        } finally {
            lookups.remove(own);
        }
    }

    /** Waits for a lookup, which the connect timeout limits; an interrupt ends that as little as a read. */
    private InetAddress[] result(Future<InetAddress[]> lookup) throws ExecutionException, TimeoutException {
        long end = System.nanoTime() + connectTimeout.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return lookup.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends its threads, and waits for that for a moment: a lookup that hangs can't be interrupted. */
    @Override
    public void close() {
        closed = true;
        watch.shutdownNow();
        lookups.forEach(Thread::interrupt);
        long end = System.nanoTime() + CLOSING_MILLIS * 1_000_000;
        try {
            boolean unused = watch.awaitTermination(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
            for (Thread lookup : lookups) {
                lookup.join(Math.max(TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()), 1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
