package org.abisession.contract;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.abisession.testing.RespProxy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A node of the contract: a server that can be stopped and started again, and its own way to Redis. */
final class ContractNode implements AutoCloseable {
    /** Starts a server: {@link ServletContainerContract#start}. */
    @FunctionalInterface
    interface Starter {
        ServletContainerContract.Node start(Path webapp, String contextPath, Map<String, String> settings)
                throws Exception;
    }

    /** The settings of most tests: none from files, and no sweep between two requests. */
    private static final Map<String, String> DEFAULTS = Map.of("env-file", "off", "sweep-interval", "2m");

    private final Starter starter;
    private final Path webapp;
    private final String contextPath;
    /** Null before a cluster, which names its nodes itself. */
    private final @Nullable RespProxy proxy;

    private final Map<String, String> settings;
    private ServletContainerContract.@Nullable Node server;

    ContractNode(Starter starter, Path webapp, String contextPath, String redisUri) {
        this(starter, webapp, contextPath, redisUri, Map.of());
    }

    /** Makes one with settings of its own. */
    ContractNode(Starter starter, Path webapp, String contextPath, String redisUri, Map<String, String> own) {
        this.starter = starter;
        this.webapp = webapp;
        this.contextPath = contextPath;
        this.proxy = redisUri.startsWith("redis://") ? RespProxy.inFrontOf(redisUri) : null;
        this.settings = new HashMap<>(DEFAULTS);
        settings.put("redis-url", proxy == null ? redisUri : proxy.uri());
        settings.putAll(own);
    }

    ContractNode start() {
        try {
            server = starter.start(webapp, contextPath, settings);
            return this;
        } catch (Exception e) {
            throw new AssertionError("The node does not start", e);
        }
    }

    /** Stops the server in an orderly way. */
    void stop() {
        try {
            if (server != null) {
                server.close();
                server = null;
            }
        } catch (Exception e) {
            throw new AssertionError("The node does not stop", e);
        }
    }

    boolean isRunning() {
        return server != null;
    }

    /** Returns the server, while it runs. */
    ServletContainerContract.Node server() {
        if (server == null) {
            throw new IllegalStateException("The node is stopped");
        }
        return server;
    }

    int port() {
        return server().port();
    }

    /** Returns the path of the application that this node was started with. */
    String contextPath() {
        return contextPath;
    }

    String path(String steps) {
        return contextPath + "/do?" + steps;
    }

    /** Returns the address of a path of the application. */
    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + contextPath + path);
    }

    /** Returns a node for another application that is deployed on the same server. */
    ContractNode at(String otherPath) {
        ContractNode other = new ContractNode(starter, webapp, otherPath, proxy, settings);
        other.server = server();
        return other;
    }

    private ContractNode(
            Starter starter, Path webapp, String contextPath, @Nullable RespProxy proxy, Map<String, String> settings) {
        this.starter = starter;
        this.webapp = webapp;
        this.contextPath = contextPath;
        this.proxy = proxy;
        this.settings = settings;
    }

    /** Returns the proxy between this node and Redis; skips the test where there is none. */
    RespProxy proxy() {
        if (proxy == null) {
            Assumptions.abort("No proxy stands before a cluster");
        }
        return Objects.requireNonNull(proxy);
    }

    /** Ends what a test has done to the way to Redis. */
    void repair() {
        if (proxy != null) {
            proxy.resume();
        }
    }

    @Override
    public void close() {
        stop();
        if (proxy != null) {
            proxy.close();
        }
    }
}
