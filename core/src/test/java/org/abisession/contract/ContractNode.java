package org.abisession.contract;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.testing.RespProxy;
import org.jspecify.annotations.Nullable;

/** A node of the contract: a server that can be stopped and started again, and its own way to Redis. */
final class ContractNode implements AutoCloseable {
    /** Starts a server: {@link ServletContainerContract#start}. */
    @FunctionalInterface
    interface Starter {
        ServletContainerContract.Node start(Path webapp, String contextPath, Map<String, String> settings)
                throws Exception;
    }

    private final Starter starter;
    private final Path webapp;
    private final String contextPath;
    private final RespProxy proxy;
    private ServletContainerContract.@Nullable Node server;

    ContractNode(Starter starter, Path webapp, String contextPath, String redisUri) {
        this.starter = starter;
        this.webapp = webapp;
        this.contextPath = contextPath;
        this.proxy = RespProxy.inFrontOf(redisUri);
    }

    ContractNode start() {
        try {
            // Settings in files and sweeps between two requests are none of this contract's business.
            server = starter.start(
                    webapp, contextPath, Map.of("redis-url", proxy.uri(), "env-file", "off", "sweep-interval", "2m"));
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

    int port() {
        if (server == null) {
            throw new IllegalStateException("The node is stopped");
        }
        return server.port();
    }

    String path(String steps) {
        return contextPath + "/do?" + steps;
    }

    /** What stands between this node and Redis. */
    RespProxy proxy() {
        return proxy;
    }

    @Override
    public void close() {
        stop();
        proxy.close();
    }
}
