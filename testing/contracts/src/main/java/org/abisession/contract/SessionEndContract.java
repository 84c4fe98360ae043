package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;

/** The end of a session, of an id, and the events of both. */
interface SessionEndContract extends ContractContext {
    @Test
    default void invalidate_onOneNode_isGoneOnTheOtherAndLeavesNoKeys() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=hello");
        String id = user.sessionId();
        assertThat(keysOf(id)).hasSize(3);
        user.get(a(), "invalidate");

        assertThat(keysOf(id)).isEmpty();
        assertThat(browser().withCookie(id).get(b(), "peek").value("none")).hasValue("true");
        assertThat(browser().withCookie(id).get(a(), "peek").value("none")).hasValue("true");
    }

    @Test
    default void getSession_afterInvalidateInTheSameRequest_isANewOne() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String old = user.sessionId();
        Reply reply = user.get(a(), "invalidate&session&set=y:2&names");

        assertThat(reply.value("new")).hasValue("true");
        assertThat(reply.value("names")).hasValue("[y]");
        assertThat(user.sessionId()).isNotEqualTo(old);
        assertThat(keysOf(old)).isEmpty();
        assertThat(user.get(b(), "names").value("names")).hasValue("[y]");
    }

    @Test
    default void getSession_createFalseAfterInvalidate_isNone() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(a(), "invalidate&peek").value("none")).hasValue("true");
    }

    @Test
    default void save_sessionInvalidatedOnTheOtherNodeMeanwhile_isDroppedAndBringsNothingBack() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String id = user.sessionId();
        CompletableFuture<Reply> late = user.start(a(), "get=x&gate=too-late&set=y:2");
        awaitWaiting(a(), "too-late", 1);
        user.copy().get(b(), "invalidate");
        browser().get(a(), "open=too-late");

        assertThat(late.join().status()).isEqualTo(200);
        assertThat(keysOf(id)).isEmpty();
        assertThat(browser().withCookie(id).get(a(), "peek").value("none")).hasValue("true");
    }

    @Test
    default void changeSessionId_existingSession_movesEverythingAndTheOldIdIsDeadOnBothNodes() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "say=hello");
        String old = user.sessionId();
        user.get(a(), "changeId&set=y:2");
        String id = user.sessionId();

        assertThat(id).isNotEqualTo(old).matches("[A-Za-z0-9_-]{43}");
        assertThat(keysOf(old)).isEmpty();
        assertThat(browser().withCookie(old).get(b(), "peek").value("none")).hasValue("true");
        assertThat(browser().withCookie(old).get(a(), "peek").value("none")).hasValue("true");
        assertThat(user.get(b(), "get=x&get=y&turns").body()).isEqualTo("x=1\ny=2\nturns=1\n");
        assertThat(new ObjectMapper()
                        .readTree(redis().client().get(ContractContext.metadataKey(id)))
                        .get("session_id")
                        .stringValue())
                .isEqualTo(id);
    }

    @Test
    default void changeSessionId_existingSession_keepsCreationTimeAndTtl() {
        Browser user = browser();
        long created = user.get(a(), "interval=120&session").number("created");
        Reply reply = user.get(a(), "changeId&session");

        assertThat(reply.number("created")).isEqualTo(created);
        assertThat(user.get(b(), "session").number("created")).isEqualTo(created);
        assertThat(user.get(b(), "session").number("interval")).isEqualTo(120);
    }

    @Test
    default void changeSessionId_newSessionInTheSameRequest_leavesOneSession() {
        Browser user = browser();
        user.get(a(), "set=x:1&changeId&set=y:2");

        assertThat(redis().keys("session:*"))
                .containsExactlyElementsOf(keysOf(user.sessionId()))
                .hasSize(2);
        assertThat(user.get(b(), "names").value("names")).hasValue("[x, y]");
    }

    @Test
    default void save_idChangedOnTheOtherNodeMeanwhile_bringsTheOldIdNotBack() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String old = user.sessionId();
        CompletableFuture<Reply> late = user.copy().start(a(), "get=x&gate=old-id&set=y:2");
        awaitWaiting(a(), "old-id", 1);
        user.get(b(), "changeId");
        browser().get(a(), "open=old-id");
        late.join();

        assertThat(keysOf(old)).isEmpty();
        assertThat(user.get(a(), "get=x").value("x")).hasValue("1");
    }

    @Test
    default void listeners_lifeOfASession_areToldOfEachEventOnceAndReadAttributesAtItsEnd() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        user.get(a(), "set=x:2&bound=y");
        user.get(a(), "changeId");
        assertThat(events(a()))
                .containsExactlyInAnyOrder(
                        "created", "added x:1", "replaced x:1", "added y:Bound[name=y]", "bound y", "idChanged");

        user.get(a(), "invalidate");
        assertThat(events(a()))
                .containsExactlyInAnyOrder(
                        "destroyed x:2 y:Bound[name=y]", "removed x:2", "removed y:Bound[name=y]", "unbound y")
                .startsWith("destroyed x:2 y:Bound[name=y]");
    }

    @Test
    default void listeners_sessionOfAnotherNode_areToldOfItsEndWhereItWasInvalidatedOnly() {
        Browser user = browser();
        user.get(a(), "set=x:1&bound=y");
        events(a());
        user.get(b(), "get=x");
        assertThat(events(b())).isEmpty();
        user.get(b(), "invalidate");

        assertThat(events(b()))
                .containsExactlyInAnyOrder(
                        "destroyed x:1 y:Bound[name=y]", "removed x:1", "removed y:Bound[name=y]", "unbound y");
        assertThat(events(a())).isEmpty();
    }

    private List<String> events(ContractNode node) {
        String text = browser().get(node, "events").value("events").orElseThrow();
        String inside = text.substring(1, text.length() - 1);
        return inside.isEmpty() ? List.of() : List.of(inside.split(", ", -1));
    }
}
