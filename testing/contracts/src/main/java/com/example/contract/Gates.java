package com.example.contract;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Holds the gates where requests of this node wait for other requests. A gate that was opened stays open. */
final class Gates {
    private static final int OPEN = 1 << 20;
    private static final Map<String, Semaphore> GATES = new ConcurrentHashMap<>();

    private Gates() {}

    static void pass(String name) {
        try {
            if (!gate(name).tryAcquire(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Nobody opened gate " + name + " within 20 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted at gate " + name, e);
        }
    }

    static void open(String name) {
        gate(name).release(OPEN);
    }

    static int waiting(String name) {
        return gate(name).getQueueLength();
    }

    private static Semaphore gate(String name) {
        return GATES.computeIfAbsent(name, n -> new Semaphore(0));
    }
}
