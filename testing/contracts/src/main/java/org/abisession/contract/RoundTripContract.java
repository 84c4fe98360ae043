package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;

/** Holds what a request costs: how often it waits for Redis, exactly, work after its response included. */
interface RoundTripContract extends ContractContext {
    /** The number of requests of each kind that are counted together. */
    int TIMES = 5;

    @Test
    default void cost_noCookieAndNoSession_isNothing() {
        assertCost(0, "peek", newcomers());
    }

    @Test
    default void cost_sessionRead_isOne() {
        assertCost(1, "get=x", users("set=x:1"));
    }

    @Test
    default void cost_smallAttributeOfALargeSessionReadAgain_isOneAndDefersTheLargeOne() {
        List<Browser> users = users("large=x:70000&set=y:1");
        cost("get=y", users); // from now on the node knows that they are large
        long before = a().proxy().replyBytes();
        assertCost(1, "get=y&names", users);
        assertThat(a().proxy().replyBytes() - before).isLessThan(users.size() * 2000L);
        assertThat(users.get(1).get(a(), "get=y&names").body()).contains("y=1\n", "names=[x, y]\n");
    }

    @Test
    default void cost_deferredValue_isOneMore() {
        List<Browser> users = users("large=x:70000&set=y:1");
        cost("get=y", users);
        assertCost(2, "largeLength=x&get=y", users);
        assertCost(1, "largeLength=x&get=y", users);
    }

    @Test
    default void cost_mutableAttributeReadAndNotChanged_isOne() {
        assertCost(1, "get=cart", users("list=cart:tea"));
    }

    @Test
    default void cost_sessionChanged_isTwo() {
        assertCost(2, "set=x:2", users("set=x:1"));
    }

    @Test
    default void cost_mutableAttributeChangedInPlace_isTwo() {
        assertCost(2, "add=cart:milk", users("list=cart:tea"));
    }

    @Test
    default void cost_severalAttributesChanged_isTwo() {
        assertCost(2, "set=x:2&set=y:2&remove=z&interval=600", users("set=x:1&set=z:1"));
    }

    @Test
    default void cost_severalAttributesChangedInAThreadOfAnAsynchronousRequest_isTwoOrOneForEach() {
        assertCost(
                knowsThreadsOfAsynchronousRequests() ? 2 : 4,
                "async&set=x:2&set=y:2&remove=z",
                users("set=x:1&set=z:1"));
    }

    @Test
    default void cost_sessionCreated_isOne() {
        assertCost(1, "set=x:1", newcomers());
    }

    @Test
    default void cost_sessionReadAndFlushedEarly_isOne() {
        assertCost(1, "get=x&text=5&flush", users("set=x:1"));
    }

    @Test
    default void cost_sessionChangedAndFlushedEarly_isTwo() {
        assertCost(2, "set=x:2&text=5&flush", users("set=x:1"));
    }

    @Test
    default void cost_changeSessionId_isOneOnTopOfTheLoad() {
        assertCost(2, "changeId", users("set=x:1"));
    }

    @Test
    default void cost_invalidate_isOneOnTopOfTheLoad() {
        assertCost(2, "invalidate", users("set=x:1"));
    }

    @Test
    default void cost_conversationAppend_isOneOnTopOfTheLoad() {
        assertCost(2, "say=hello", users("set=x:1"));
    }

    @Test
    default void cost_sessionNeverAskedFor_isOneAtMost() {
        List<Browser> users = users("set=x:1");

        assertThat(roundTrips(cost("status=200", users))).isLessThanOrEqualTo(TIMES);
    }

    @Test
    default void cost_unknownIdAndNoSession_isOne() {
        List<Browser> users = users("set=x:1");
        redis().client().flushDB();

        assertThat(roundTrips(cost("peek", users))).isEqualTo(TIMES);
    }

    @Test
    default void cost_unknownIdAskedForManyTimes_isOne() {
        List<Browser> users = users("set=x:1");
        redis().client().flushDB();

        assertThat(roundTrips(cost("peek&peek&peek", users))).isEqualTo(TIMES);
    }

    private void assertCost(int roundTrips, String steps, List<Browser> users) {
        Traffic traffic = cost(steps, users);

        assertThat(roundTrips(traffic))
                .as("round trips of %d x %s: %s", TIMES, steps, traffic.commands())
                .isEqualTo(roundTrips * TIMES);
    }

    /** Returns the round trips of the requests alone: with near-cache a node reports accesses to Redis beside them. */
    private static int roundTrips(Traffic traffic) {
        long beside = traffic.commands().stream()
                .filter(command -> command.endsWith(" lease-greet") || command.endsWith(" lease-touch"))
                .count();
        return traffic.roundTrips() - (int) beside;
    }

    /** Returns the traffic of the same request by all users but the first one, which warms the node up. */
    private Traffic cost(String steps, List<Browser> users) {
        Traffic.Mark start = a().proxy().mark();
        assertThat(users.get(0).get(a(), steps).status()).isEqualTo(200);
        ContractContext.settled(a().proxy(), start);

        Traffic.Mark mark = a().proxy().mark();
        for (Browser user : users.subList(1, users.size())) {
            assertThat(user.get(a(), steps).status()).isEqualTo(200);
        }
        return ContractContext.settled(a().proxy(), mark);
    }

    private List<Browser> newcomers() {
        List<Browser> users = new ArrayList<>();
        for (int i = 0; i <= TIMES; i++) {
            users.add(browser());
        }
        return users;
    }

    private List<Browser> users(String steps) {
        List<Browser> users = newcomers();
        users.forEach(user -> user.get(a(), steps));
        return users;
    }
}
