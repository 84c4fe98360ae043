package org.abisession.benchmarks;

/** A session with a conversation. For one thread. */
final class Talk {
    private final String cookie;
    private long turns;

    Talk(String cookie, long turns) {
        this.cookie = cookie;
        this.turns = turns;
    }

    String cookie() {
        return cookie;
    }

    long turns() {
        return turns;
    }

    void grown() {
        turns++;
    }
}
