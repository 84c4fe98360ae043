package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The methods of HttpSession, one by one (Jakarta Servlet 6.0, 7.5 and the Javadoc). */
interface HttpSessionObjectContract extends ContractContext {
    /** The difference that a time may have to one that this JVM took outside of the request. */
    long TOLERANCE_MILLIS = 150;

    @Test
    default void getCreationTime_afterSavesOnBothNodes_isUnchanged() {
        Browser user = browser();
        long created = user.get(a(), "session").number("created");
        user.get(b(), "set=x:1");
        user.get(a(), "set=x:2&interval=600");

        assertThat(user.get(a(), "session").number("created")).isEqualTo(created);
        assertThat(user.get(b(), "session").number("created")).isEqualTo(created);
    }

    @Test
    default void getLastAccessedTime_onTheOtherNode_isTheTimeOfThePreviousRequest() {
        long before = System.nanoTime();
        Browser user = browser();
        user.get(a(), "session");
        long first = user.get(a(), "session").number("accessed");
        await().pollDelay(Duration.ofMillis(400)).until(() -> true);
        user.get(b(), "session");
        long elapsed = (System.nanoTime() - before) / 1_000_000;
        await().pollDelay(Duration.ofMillis(200)).until(() -> true);
        long third = user.get(a(), "session").number("accessed");

        // The first shows the time of the request that made the session, the third that of the one before it.
        assertThat(third - first).isBetween(400L, elapsed + TOLERANCE_MILLIS);
    }

    @Test
    default void getLastAccessedTime_attributesReadAndSetInTheRequest_isNotMoved() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        Reply reply = user.get(b(), "hold&held=getLastAccessedTime&get=x&set=y:2&remove=x&session");

        assertThat(reply.number("accessed")).isEqualTo(reply.number("getLastAccessedTime"));
    }

    @Test
    default void getLastAccessedTime_afterALongRequest_isWhenThatOneCame() {
        long before = System.nanoTime();
        Browser user = browser();
        long created = user.get(a(), "session").number("created");
        CompletableFuture<Reply> slow = user.copy().start(a(), "get=x&gate=long-access");
        awaitWaiting(a(), "long-access", 1);
        long elapsed = (System.nanoTime() - before) / 1_000_000;
        await().pollDelay(Duration.ofMillis(1500)).until(() -> true);
        browser().get(a(), "open=long-access");
        slow.join();

        assertThat(user.get(b(), "session").number("accessed") - created)
                .isLessThanOrEqualTo(elapsed + TOLERANCE_MILLIS);
    }

    @Test
    default void getLastAccessedTime_afterALongRequestThatMadeTheSession_isItsCreationTime() {
        Browser user = browser();
        CompletableFuture<Reply> slow = user.start(a(), "session&gate=long-creation");
        awaitWaiting(a(), "long-creation", 1);
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);
        browser().get(a(), "open=long-creation");
        long created = slow.join().number("created");

        assertThat(user.get(b(), "session").number("accessed") - created).isLessThanOrEqualTo(TOLERANCE_MILLIS);
    }

    @Test
    default void getLastAccessedTime_ofASessionThatLivesForEver_isWhenThePreviousRequestCame() {
        redis().allowKeysWithoutTtl();
        long before = System.nanoTime();
        Browser fromTheStart = browser();
        Browser later = browser();
        long created = fromTheStart.get(a(), "session&interval=-1").number("created");
        later.get(a(), "session");
        later.get(a(), "interval=0");
        long elapsed = (System.nanoTime() - before) / 1_000_000;
        await().pollDelay(Duration.ofMillis(500)).until(() -> true);

        for (Browser user : List.of(fromTheStart, later)) {
            assertThat(user.get(b(), "session").number("accessed") - created)
                    .isLessThanOrEqualTo(elapsed + TOLERANCE_MILLIS);
        }
    }

    @Test
    default void getLastAccessedTime_afterARequestThatDidNotAskForTheSession_isThatOnes() {
        Browser user = browser();
        long created = user.get(a(), "session").number("created");
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        user.get(a(), "version");

        assertThat(user.get(b(), "session").number("accessed") - created).isGreaterThanOrEqualTo(300);
    }

    @Test
    default void getLastAccessedTime_newSession_isItsCreationTime() {
        Reply reply = browser().get(a(), "session");

        assertThat(reply.number("accessed")).isEqualTo(reply.number("created"));
    }

    @Test
    default void isNew_ofAKeptSessionThatTheClientHasJoined_isFalse() {
        assumeThat(renewsKeptSessions())
                .as("what a container's own object tells")
                .isTrue();
        for (ContractNode node : List.of(a(), b())) {
            Browser user = browser();
            assertThat(user.get(a(), "set=x:1&hold&held=isNew").value("isNew")).hasValue("true");
            await().pollDelay(Duration.ofMillis(5)).until(() -> true); // between requests the times of access tell
            user.get(node, "get=x");

            assertThat(browser().get(a(), "heldLater=isNew").value("isNew")).hasValue("false");
            assertThat(user.get(a(), "get=x&heldLater=isNew").value("isNew")).hasValue("false");
        }
    }

    @Test
    default void isNew_ofASessionWhoseFirstRequestRuns_isTrueInOtherThreads() {
        CompletableFuture<Reply> first =
                browser().start(a(), "session&hold&gate=new-unsaved&text=5&flush&gate=new-saved&held=isNew");
        awaitWaiting(a(), "new-unsaved", 1);
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);
        browser().get(a(), "open=new-unsaved");
        awaitWaiting(a(), "new-saved", 1);

        assertThat(browser().get(a(), "heldLater=isNew").value("isNew")).hasValue("true");
        browser().get(a(), "open=new-saved");
        assertThat(first.join().value("isNew")).hasValue("true");
    }

    @Test
    default void getServletContext_onEachNode_isThatOfItsApplication() {
        Browser user = browser();
        user.get(a(), "session");

        assertThat(user.get(a(), "hold&held=getServletContext").value("getServletContext"))
                .hasValue("true");
        assertThat(user.get(b(), "hold&held=getServletContext").value("getServletContext"))
                .hasValue("true");
    }

    @Test
    default void getAttribute_twiceInARequest_isTheSameInstance() {
        Browser user = browser();
        user.get(a(), "item=x:cup&list=cart:tea");

        assertThat(user.get(b(), "same=x").value("same")).hasValue("true");
        assertThat(user.get(b(), "same=cart").value("same")).hasValue("true");
    }

    @Test
    default void getAttribute_unknownName_isNull() {
        assertThat(browser().get(a(), "get=x").value("x")).hasValue("null");
    }

    @Test
    default void getAttributeNames_attributesRemovedWhileIterating_meetsThemAll() {
        Browser user = browser();
        user.get(a(), "set=x:1&set=y:2&set=z:3");

        assertThat(user.get(b(), "removeWhileIterating&names").body()).isEqualTo("met=3\nnames=[]\n");
        assertThat(user.get(a(), "names").value("names")).hasValue("[]");
    }

    @Test
    default void setAttribute_nullName_isRefused() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(a(), "setNullName&names").body())
                .isEqualTo("setNullName=" + nullNameException() + "\nnames=[x]\n");
    }

    @Test
    default void setAttribute_nullValue_removesItWithTheEventsOfARemoval() {
        Browser user = browser();
        user.get(a(), "set=x:1&bound=y");
        eventsOf(a());
        user.get(a(), "setNull=x&setNull=y&setNull=unknown");

        assertThat(eventsOf(a())).containsExactlyInAnyOrder("removed x:1", "unbound y", "removed y:Bound[name=y]");
        assertThat(user.get(b(), "names").value("names")).hasValue("[]");
    }

    @Test
    default void removeAttribute_unknownName_doesNothing() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        eventsOf(a());

        assertThat(user.get(a(), "remove=unknown&names").value("names")).hasValue("[x]");
        assertThat(eventsOf(a())).isEmpty();
    }

    @Test
    default void invalidate_thenEveryMethodThatNeedsAValidSession_throwsIllegalState() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        for (String method : List.of(
                "getCreationTime",
                "getLastAccessedTime",
                "getAttribute",
                "getAttributeNames",
                "setAttribute",
                "removeAttribute",
                "isNew",
                "invalidate")) {
            user = browser();
            user.get(a(), "set=x:1");

            assertThat(user.get(a(), "hold&invalidate&held=" + method).value(method))
                    .as(method)
                    .hasValue("IllegalStateException");
        }
    }

    @Test
    default void invalidate_thenTheMethodsThatNeedNone_stillAnswer() {
        Browser user = browser();
        user.get(a(), "set=x:1&interval=60");
        String id = user.sessionId();
        Reply reply = user.get(
                b(),
                "hold&invalidate&held=getId&held=getServletContext&held=getMaxInactiveInterval&held=setMaxInactiveInterval");

        assertThat(reply.value("getId").map(answer -> answer.replaceFirst("\\..*", "")))
                .hasValue(id);
        assertThat(reply.value("getServletContext")).hasValue("true");
        boolean answers = answersTheIntervalOfAnEndedSession();
        assertThat(reply.value("getMaxInactiveInterval")).hasValue(answers ? "60" : "IllegalStateException");
        assertThat(reply.value("setMaxInactiveInterval")).hasValue(answers ? "set" : "IllegalStateException");
        assertThat(keysOf(id)).isEmpty();
    }

    @Test
    default void httpSession_ofThisContainer_hasNotTheMethodsThat60Removed() {
        assumeThat(browser().get(a(), "version").number("version"))
                .as("the version of the Servlet API; older ones have these methods")
                .isGreaterThanOrEqualTo(60);
        assertThat(browser().get(a(), "sessionMethods").value("methods").orElseThrow())
                .contains("getAttribute")
                .doesNotContain("getValue", "putValue", "removeValue", "getSessionContext");
    }

    @Test
    default void accessor_ofALiveSession_worksBetweenRequestsAsARequestDoes() {
        assumeServlet61();
        Browser user = browser();
        user.get(a(), "set=x:1&keepAccessor=live");
        long first = user.get(a(), "session").number("accessed");
        await().pollDelay(Duration.ofMillis(50)).until(() -> true);

        assertThat(browser().get(a(), "access=live:y").value("access")).hasValue("ok");
        Reply reply = user.get(b(), "get=x&get=y&session");
        assertThat(reply.value("y")).hasValue("accessed");
        assertThat(reply.number("accessed")).isGreaterThan(first);
    }

    @Test
    default void accessor_ofASessionInvalidatedOnTheOtherNode_throwsIllegalState() {
        assumeServlet61();
        Browser user = browser();
        user.get(a(), "set=x:1&keepAccessor=invalid");
        String id = user.sessionId();
        user.get(b(), "invalidate");

        assertThat(browser().get(a(), "access=invalid:y").value("access")).hasValue("IllegalStateException");
        assertThat(keysOf(id)).isEmpty();
    }

    @Test
    default void accessor_ofASessionWhoseIdHasChanged_throwsIllegalState() {
        assumeServlet61();
        Browser user = browser();
        user.get(a(), "set=x:1&keepAccessor=changed");
        user.get(b(), "changeId");

        assertThat(browser().get(a(), "access=changed:y").value("access")).hasValue("IllegalStateException");
        assertThat(user.get(b(), "names").value("names")).hasValue("[x]");
    }

    @Test
    default void getAccessor_ofAnEndedSession_throwsIllegalState() {
        assumeServlet61();

        assertThat(browser().get(a(), "hold&invalidate&held=getAccessor").value("getAccessor"))
                .hasValue("IllegalStateException");
    }
}
