package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * Sessions whose next turn is the n-th, or little more: one of them gets as many as make it longer by a twentieth, then
 * the next one has its turn. For one thread.
 */
final class Talks {
    /**
     * The turns that one request adds to a conversation. Our store stores each by itself; so many take a short time.
     */
    private static final int BATCH = 2000;

    private static final int DRIFT = 20;

    private final long n;
    private final Deque<Talk> fresh = new ArrayDeque<>();
    private final Talk first;

    private Talks(long n, Deque<Talk> talks) {
        this.n = n;
        this.first = talks.getFirst();
        fresh.addAll(talks);
    }

    /**
     * Makes sessions for so many turns.
     *
     * @param atOnce whether all that go before are added by one request
     * @throws IOException if an answer is wrong or does not come, or the limit is over
     */
    static Talks fill(HttpConnection client, long n, int turns, boolean atOnce, Duration limit) throws IOException {
        long begun = System.nanoTime();
        Deque<Talk> talks = new ArrayDeque<>();
        for (int room = 0; room < turns; room += each(n)) {
            client.as(null);
            client.get("/create?attributes=1&bytes=100", "created");
            for (long left = n - 1, batch; left > 0; left -= batch) {
                batch = atOnce ? left : Math.min(left, BATCH);
                client.get("/turns?count=" + batch, "appended");
                if (System.nanoTime() - begun > limit.toNanos()) {
                    throw new IOException("to come there took more than " + limit.toSeconds() + " s");
                }
            }
            talks.add(new Talk(Objects.requireNonNull(client.cookie(), "a session has a cookie"), n - 1));
        }
        return new Talks(n, talks);
    }

    private static int each(long n) {
        return (int) Math.max(1, n / DRIFT);
    }

    /** Adds one turn; answers the nanoseconds that it took. */
    long turn(HttpConnection client) throws IOException {
        Talk talk = Objects.requireNonNull(fresh.peek(), "there are as many as were asked for");
        client.as(talk.cookie());
        long begun = System.nanoTime();
        client.get("/turns?count=1", "appended");
        long taken = System.nanoTime() - begun;
        talk.grown();
        if (talk.turns() - n + 1 >= each(n)) {
            fresh.remove();
        }
        return taken;
    }

    /**
     * Checks that the first conversation has all of its turns.
     *
     * @throws IOException if the first one has not all of its turns
     */
    void check(HttpConnection client) throws IOException {
        client.as(first.cookie());
        client.get("/conversation", Long.toString(first.turns()));
    }
}
