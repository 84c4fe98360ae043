package org.abisession.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Listens to the process that started this one: it sends what there is to do, and its end is the end of this one. */
final class Parent {
    private Parent() {}

    /** Answers a line of the parent by one. */
    @FunctionalInterface
    interface Answering {
        String answer(String line) throws Exception;
    }

    /** Makes the JVM end if the main thread fails, whatever threads the nodes have begun. */
    static void endOnFailure() {
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        });
    }

    /** Does the same as {@link #serve(String, Answering)} for nodes to which the parent sends no lines. */
    static void serve(String ready) throws Exception {
        serve(ready, line -> {
            throw new IOException("These nodes take no input, but got: " + line);
        });
    }

    /**
     * Prints that the nodes are ready, answers the lines of the parent, and ends the JVM when the parent closes its
     * side, or is gone: at once, since the nodes have threads of their own, which need not end in order.
     */
    static void serve(String ready, Answering nodes) throws Exception {
        say(ready);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            say(nodes.answer(line));
        }
        Runtime.getRuntime().halt(0);
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
