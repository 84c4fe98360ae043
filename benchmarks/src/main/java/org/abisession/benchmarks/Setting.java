package org.abisession.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One row of the grid of a load.
 *
 * @param clients each has a connection and a session of its own
 * @param rate requests in a second, sent at fixed times whatever the answers (an open loop); 0 for clients that ask as
 *     fast as they get answers (a closed loop)
 * @param delay what is added to each round trip to Redis
 * @param balancing which nodes the clients ask
 */
record Setting(Duration delay, Size size, int clients, int rate, Ask ask, Balancing balancing) {
    /** The connections of an open loop: enough that none has to wait for a free one unless the server is too slow. */
    static final int OPEN_CLIENTS = 64;

    /** Makes one whose clients ask one node. */
    Setting(Duration delay, Size size, int clients, int rate, Ask ask) {
        this(delay, size, clients, rate, ask, Balancing.ONE_NODE);
    }

    /** Returns the same setting with another balancing. */
    Setting with(Balancing other) {
        return new Setting(delay, size, clients, rate, ask, other);
    }

    /** Holds what is asked for. */
    enum Ask {
        /** Reads one small attribute. */
        READ("read"),
        READ_ALL("read all"),
        /** Changes one small attribute. */
        CHANGE("change"),
        CREATE("create");

        private final String title;

        Ask(String title) {
            this.title = title;
        }

        /** Returns the name for tables. */
        String title() {
            return title;
        }

        /** Returns the name for the command line. */
        @Override
        public String toString() {
            return title.replace(' ', '-');
        }
    }

    /**
     * Returns all combinations, those with the same sessions beside each other. The open loop is run for the first of
     * the sizes.
     */
    static List<Setting> grid(
            List<Duration> delays, List<Size> sizes, List<Integer> clients, List<Integer> rates, List<Ask> asks) {
        List<Setting> grid = new ArrayList<>();
        for (Duration delay : delays) {
            for (Size size : sizes) {
                for (int count : clients) {
                    asks.forEach(ask -> grid.add(new Setting(delay, size, count, 0, ask)));
                }
            }
            for (int rate : rates) {
                asks.forEach(ask -> grid.add(new Setting(delay, sizes.get(0), OPEN_CLIENTS, rate, ask)));
            }
        }
        return grid;
    }

    /** Returns true if the same sessions serve both. */
    boolean sharesSessions(Setting other) {
        return size.equals(other.size) && clients == other.clients && balancing == other.balancing;
    }

    /** Returns the name for headings. */
    String title() {
        return (delay.isZero() ? "" : delay.toMillis() + " ms added, ") + size.title() + ", " + who() + ", "
                + ask.title() + (balancing == Balancing.ONE_NODE ? "" : ", " + balancing.title());
    }

    /** Returns who asks: the clients or the rate. */
    String who() {
        return rate > 0 ? rate + " requests/s" : clients + (clients == 1 ? " client" : " clients");
    }
}
