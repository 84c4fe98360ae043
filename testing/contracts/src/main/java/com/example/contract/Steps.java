package com.example.contract;

import java.util.function.BiConsumer;

/** A group of the steps that {@link ContractServlet} knows. */
interface Steps {
    /** Takes the answers: a name and a value. */
    interface Answers extends BiConsumer<String, Object> {}

    /** Runs a step; false if it is none of this group's. */
    boolean run(String step, String argument) throws Exception;

    /** Returns what is before the first colon. */
    static String name(String argument) {
        int colon = argument.indexOf(':');
        return colon < 0 ? argument : argument.substring(0, colon);
    }

    /** Returns the text after the first colon; empty if there is none. */
    static String text(String argument) {
        int colon = argument.indexOf(':');
        return colon < 0 ? "" : argument.substring(colon + 1);
    }

    /** A call that may throw. */
    @FunctionalInterface
    interface Call {
        Object run() throws Exception;
    }

    /** Returns what a call returns, or the simple name of what it throws. */
    static Object outcome(Call call) {
        try {
            return call.run();
        } catch (Exception e) {
            return e.getClass().getSimpleName();
        }
    }
}
