package org.abisession.contract;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;

/** Holds what the parts of the contract have in common: two nodes, one Redis, and clients. */
interface ContractContext extends ContainerHabits {
    /** Returns a node at the context path {@code /}. */
    ContractNode a();

    /** Returns another node of the same application. */
    ContractNode b();

    /** Starts one more node, of its own kind; it ends with the test. */
    ContractNode node(ContractWebapp webapp, String contextPath);

    /**
     * Does the same as {@link #node(ContractWebapp, String)}, with settings of its own, such as {@code sweep-interval}.
     */
    ContractNode node(ContractWebapp webapp, String contextPath, Map<String, String> settings);

    /** Adds an application to the server of a node. */
    ContractNode deploy(ContractNode node, ContractWebapp webapp, String contextPath);

    /** Returns a client without a cookie. */
    Browser browser();

    /** Returns the Redis that the nodes use. */
    RedisExtension redis();

    /** Returns what all nodes log during a test. */
    TestLogs logs();

    /** Returns true if Redis itself has the attribute now. */
    default boolean isStored(String sessionId, String attribute) {
        return redis().client().hexists(attributesKey(sessionId), attribute);
    }

    static String metadataKey(String sessionId) {
        return "session:" + sessionId + ":metadata";
    }

    static String attributesKey(String sessionId) {
        return "session:" + sessionId + ":attributes";
    }

    static String conversationKey(String sessionId) {
        return "session:" + sessionId + ":conversation";
    }

    /** Returns all keys of a session, sorted. */
    default List<String> keysOf(String sessionId) {
        return redis().keys("session:" + sessionId + ":*");
    }

    /**
     * Returns what a node has sent to Redis since then, once it has been quiet for a while: work after the response
     * counts.
     */
    static Traffic settled(RespProxy proxy, Traffic.Mark mark) {
        AtomicReference<Traffic> last = new AtomicReference<>(proxy.since(mark));
        await().pollInterval(Duration.ofMillis(10))
                .during(Duration.ofMillis(150))
                .atMost(Duration.ofSeconds(10))
                .until(() -> last.getAndSet(proxy.since(mark)).equals(last.get()));
        return last.get();
    }

    /** Waits until so many requests stand before a gate of a node. */
    default void awaitWaiting(ContractNode node, String gate, int count) {
        Browser stranger = browser();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> stranger.get(node, "waiting=" + gate).number("waiting") == count);
    }

    /** Returns what {@code EventLog} has on a node, which forgets it. */
    default List<String> eventsOf(ContractNode node) {
        String text = browser().get(node, "events").value("events").orElseThrow();
        String inside = text.substring(1, text.length() - 1);
        return inside.isEmpty() ? List.of() : List.of(inside.split(", ", -1));
    }

    /** Waits until a node has had so many events, and returns them. */
    default List<String> awaitEvents(ContractNode node, int count, Duration atMost) {
        List<String> events = new ArrayList<>();
        await().atMost(atMost).until(() -> {
            events.addAll(eventsOf(node));
            return events.size() >= count;
        });
        return events;
    }

    /** Skips a test where the container has an older Servlet API. */
    default void assumeServlet61() {
        assumeThat(browser().get(a(), "version").number("version"))
                .as("the version of the Servlet API")
                .isGreaterThanOrEqualTo(61);
    }
}
