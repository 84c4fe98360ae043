package org.abisession.benchmarks.server;

import java.io.IOException;

/** The process that started this one: it reads a line, and its end is the end of this one, too. */
final class Parent {
    private Parent() {}

    /** Has the JVM end where the main thread fails, whatever threads the nodes have begun. */
    static void endOnFailure() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
    }

    /**
     * Says that the nodes are there and ends the JVM when the parent closes its side, or is
     * gone: at once, since the nodes have threads of their own, which need not end in order.
     */
    static void serve(String ready) throws IOException {
        System.out.println(ready);
        System.out.flush();
        while (System.in.read() >= 0) {
            // Nothing is said to a node.
        }
        Runtime.getRuntime().halt(0);
    }
}
