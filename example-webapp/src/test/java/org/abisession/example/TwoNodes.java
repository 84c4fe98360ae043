package org.abisession.example;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.function.Supplier;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts an example on two free ports and an empty database of a real Redis, for the tests of a class. */
public final class TwoNodes implements BeforeAllCallback, AfterAllCallback {
    private final RedisExtension redis = new RedisExtension();
    private final Supplier<ExampleServers> first;
    private final Supplier<ExampleServers> second;
    private ExampleServers a;
    private ExampleServers b;
    private int portOfA;
    private int portOfB;

    /** Creates two nodes of the same example. */
    public TwoNodes(Supplier<ExampleServers> example) {
        this(example, example);
    }

    /** Creates two nodes of different examples. */
    public TwoNodes(Supplier<ExampleServers> first, Supplier<ExampleServers> second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        redis.beforeAll(context);
        portOfA = freePort();
        portOfB = freePort();
        System.setProperty("abi.session.redis-url", redis.uri());
        System.setProperty("demo.nodes", portOfA + "," + portOfB);
        a = first.get();
        a.start(portOfA);
        b = second.get();
        b.start(portOfB);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        try {
            a.close();
            b.close();
        } finally {
            System.clearProperty("abi.session.redis-url");
            System.clearProperty("demo.nodes");
            redis.afterAll(context);
        }
    }

    /** Returns the Redis of both nodes. */
    public RedisExtension redis() {
        return redis;
    }

    /** Returns the address of the first node, with a slash at the end. */
    public URI nodeA() {
        return URI.create("http://localhost:" + portOfA + "/");
    }

    /** Returns the address of the second node, with a slash at the end. */
    public URI nodeB() {
        return URI.create("http://localhost:" + portOfB + "/");
    }

    /** Stops both nodes and starts them again. */
    public void restartBoth() throws Exception {
        a.close();
        b.close();
        a = first.get();
        a.start(portOfA);
        b = second.get();
        b.start(portOfB);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
