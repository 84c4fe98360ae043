package com.example.shop;

import java.util.List;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.EmbeddedRedis;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts two nodes of the shop, on ports 8081 and 8082, and a Redis of their own unless one is named. */
public final class TwoNodes {
    private TwoNodes() {}

    /**
     * Starts both nodes. It takes no arguments; {@code -Dports=9001,9002} names other ports. A node that does not start
     * ends the process.
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> ports = List.of(System.getProperty("ports", "8081,8082").split(","));
        System.out.println("Starting the shop on ports " + String.join(" and ", ports));
        String settings = SessionSettings.builder().fromProcess().build().origins();
        if (!settings.contains("redis-url=") && !settings.contains("redis-host=")) {
            System.setProperty("abi.session.redis-url", EmbeddedRedis.start().uri());
        }
        for (String port : ports) {
            try {
                new SpringApplicationBuilder(Shop.class).run("--server.port=" + port);
            } catch (RuntimeException e) {
                System.err.println("The node on port " + port + " did not start; the log above says why. If another"
                        + " program uses the port, choose others: -Dports=9001,9002");
                System.exit(1);
            }
        }
        SessionSettings used = SessionSettings.builder().fromProcess().build();
        System.out.println("Both nodes serve. Redis at " + used.redis().address());
        warnIfNoSessionCanBeStored(used);
        System.out.println("Ctrl-C ends it.");
        Thread.currentThread().join();
    }

    private static void warnIfNoSessionCanBeStored(SessionSettings settings) {
        try (RedisConnections connections = RedisConnections.open(settings)) {
            connections.ping();
        } catch (SessionStoreException | IllegalArgumentException e) {
            System.out.println("  WARNING: no session can be stored there, and requests that need one get 503 until it"
                    + " can. " + e.getMessage());
        }
    }
}
