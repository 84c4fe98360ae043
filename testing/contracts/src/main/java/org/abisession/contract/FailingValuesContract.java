package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Values that throw when they are told of an event, be it an Error or an exception that they do not declare, as a class
 * of Kotlin may: that is logged, and all others are told, too (7.4, 7.7.2).
 */
interface FailingValuesContract extends ContractContext {
    /** Steps that set values which throw, and one that does not. */
    String FAILING = "failing=a:runtime&failing=b:error&failing=c:undeclared&bound=d";

    /** The events of the end of a session that has these values. */
    List<String> UNBOUND = List.of("unbound a", "unbound b", "unbound c", "unbound d");

    @Test
    default void valueUnbound_valuesThrowAtTheInvalidation_areAllToldAndTheRequestGoesOn() {
        Browser user = browser();
        user.get(a(), FAILING);

        assertThat(user.get(a(), "invalidate").status()).isEqualTo(200);
        assertThat(unbound(a())).containsExactlyInAnyOrderElementsOf(UNBOUND);
    }

    @Test
    default void valueUnbound_valuesThrowAtATimeout_areAllToldAndTheOtherSessionsEnd() {
        ContractNode node = node(new ContractWebapp(), "", Map.of("sweep-interval", "200ms"));
        int sessions = 3;
        for (int i = 0; i < sessions; i++) {
            browser().get(node, FAILING + "&interval=1");
        }

        List<String> events = new ArrayList<>();
        await().atMost(TimeoutContract.LATEST).until(() -> {
            events.addAll(unbound(node));
            return events.size() >= sessions * UNBOUND.size();
        });
        assertThat(events).hasSize(sessions * UNBOUND.size());
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void activationListeners_thatThrow_areLoggedAndTheRequestGoesOn() {
        Browser user = browser();
        assertThat(user.get(a(), FAILING).status()).isEqualTo(200);
        assertThat(user.get(b(), "get=a&get=b&get=c&set=x:1").status()).isEqualTo(200);

        assertThat(user.get(a(), "names").value("names")).hasValue("[a, b, c, d, x]");
    }

    private List<String> unbound(ContractNode node) {
        return eventsOf(node).stream()
                .filter(event -> event.startsWith("unbound"))
                .toList();
    }
}
