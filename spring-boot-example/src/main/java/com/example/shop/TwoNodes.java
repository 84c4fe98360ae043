package com.example.shop;

import java.util.List;
import org.abisession.testing.EmbeddedRedis;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** Starts two nodes of the shop, on ports 8081 and 8082, and a Redis of their own unless one is named. */
public final class TwoNodes {
    private TwoNodes() {}

    /** Takes no arguments; {@code -Dports=9001,9002} names other ports. */
    public static void main(String[] arguments) throws InterruptedException {
        boolean named = System.getenv("REDIS_URL") != null || System.getenv("REDIS_HOST") != null;
        if (!named) {
            System.setProperty("abi.session.redis-url", EmbeddedRedis.start().uri());
        }
        for (String port : List.of(System.getProperty("ports", "8081,8082").split(","))) {
            new SpringApplicationBuilder(Shop.class).run("--server.port=" + port);
        }
        System.out.println("Both nodes serve. Ctrl-C ends it.");
        Thread.currentThread().join();
    }
}
