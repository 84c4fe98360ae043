package org.abisession.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A network with a longer way: what is sent arrives later, in both directions by half of what is added to a round trip.
 * Bytes that follow each other travel at the same time: traffic is delayed, not throttled. The timer is some 50 us late
 * in each direction, which a PING through the proxy shows. Safe for use by several threads.
 */
final class DelayProxy implements AutoCloseable {
    private static final int CHUNK = 1 << 16;

    private final ServerSocket server;
    private final String redisHost;
    private final int redisPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile long oneWayNanos;
    private volatile boolean closed;

    /** Holds what was read, none for the end, and when it arrives. */
    private static final class Chunk {
        private final byte[] bytes;
        private final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }
    }

    /** Makes one in front of a Redis, on a port of 127.0.0.1, without a delay at first. */
    DelayProxy(String redisHost, int redisPort) throws IOException {
        this.redisHost = redisHost;
        this.redisPort = redisPort;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Adds so much to a round trip, from now on. */
    void setDelay(Duration roundTrip) {
        oneWayNanos = roundTrip.toNanos() / 2;
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = server.accept();
                Socket redis = new Socket(InetAddress.getByName(redisHost), redisPort);
                sockets.add(client);
                sockets.add(redis);
                client.setTcpNoDelay(true);
                redis.setTcpNoDelay(true);
                pump(client, redis);
                pump(redis, client);
            } catch (IOException e) {
                // Closed, or Redis is away: the client's connection tells it.
            }
        }
    }

    private void pump(Socket from, Socket to) {
        BlockingQueue<Chunk> onTheWay = new LinkedBlockingQueue<>();
        daemon(() -> read(from, onTheWay));
        daemon(() -> write(onTheWay, from, to));
    }

    private void read(Socket from, BlockingQueue<Chunk> onTheWay) {
        byte[] buffer = new byte[CHUNK];
        int length = 0;
        while (length >= 0) {
            try {
                length = from.getInputStream().read(buffer);
            } catch (IOException e) {
                length = -1;
            }
            byte[] bytes = Arrays.copyOf(buffer, Math.max(0, length));
            onTheWay.add(new Chunk(bytes, System.nanoTime() + oneWayNanos));
        }
    }

    private void write(BlockingQueue<Chunk> onTheWay, Socket from, Socket to) {
        try (from;
                to) {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = onTheWay.take(); chunk.bytes.length > 0; chunk = onTheWay.take()) {
                for (long left = chunk.due - System.nanoTime(); left > 0; left = chunk.due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                out.write(chunk.bytes);
            }
        } catch (IOException e) {
            // One of the two has closed: so are both now.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sockets.remove(from);
        sockets.remove(to);
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "delay-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends all connections. */
    @Override
    public void close() throws IOException {
        closed = true;
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
