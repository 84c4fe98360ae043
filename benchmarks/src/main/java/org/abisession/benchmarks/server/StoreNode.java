package org.abisession.benchmarks.server;

import java.time.Duration;

/** Runs a node without a container: it calls a store as the requests of a node do, on demand. */
public final class StoreNode {
    private StoreNode() {}

    /**
     * Runs a store node, with {@code abi} or {@code spring}, host and port of Redis, the setting near-cache of ours,
     * and how many sessions, threads and calls of a burst; ends with the standard input. A line {@code read} or
     * {@code change} and milliseconds is answered by a {@link StoreLoop.Result}.
     */
    public static void main(String[] arguments) throws Exception {
        Parent.endOnFailure();
        StoreCalls store = open(arguments[0], arguments[1], Integer.parseInt(arguments[2]), arguments[3]);
        int sessions = Integer.parseInt(arguments[4]);
        int threads = Integer.parseInt(arguments[5]);
        for (int i = 0; i < sessions; i++) {
            store.create();
        }
        StoreLoop loop = new StoreLoop(store, sessions, Integer.parseInt(arguments[6]));
        Parent.serve("READY", line -> {
            String[] words = line.split(" ", -1);
            Duration time = Duration.ofMillis(Long.parseLong(words[1]));
            return loop.run(words[0].equals("change"), threads, time).line();
        });
    }

    private static StoreCalls open(String store, String host, int port, String nearCache) {
        return store.equals("spring")
                ? SpringStoreCalls.open(host, port)
                : new AbiStoreCalls("redis://" + host + ":" + port, nearCache);
    }
}
