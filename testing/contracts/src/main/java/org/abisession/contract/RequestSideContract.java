package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;

/** Describes how a request comes to its session, and what it says of it (Jakarta Servlet 6.0, 7.1, 7.3, 9.3). */
interface RequestSideContract extends ContractContext {
    @Test
    default void getSession_firstAskedForAfterTheCommit_throwsIllegalStateAndMakesNone() {
        assertThat(browser().get(a(), "text=5&flush&trySession").body()).endsWith("trySession=IllegalStateException\n");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void getSession_afterTheCommitWhereThereIsOne_returnsIt() {
        Browser user = browser();
        String id = user.get(a(), "session").value("id").orElseThrow();

        assertThat(user.get(a(), "text=5&flush&trySession").body())
                .contains("trySession=" + id.replaceFirst("\\..*", ""));
    }

    @Test
    default void getSession_firstAskedForInAnInclude_makesOneWithItsCookie() {
        Browser user = browser();
        user.get(a(), "include=set%3Dx:1");

        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
    }

    @Test
    default void getSession_inAnIncludeAfterTheCommit_throwsIllegalState() {
        assertThat(browser().get(a(), "text=5&flush&include=trySession").body())
                .contains("trySession=IllegalStateException");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void getRequestedSessionId_noCookie_isNull() {
        assertThat(browser().get(a(), "requested").body())
                .isEqualTo("requested=null\nvalid=false\nfromCookie=false\nfromUrl=false\n");
    }

    @Test
    default void getRequestedSessionId_afterInvalidateNewSessionAndChangeOfId_isStillWhatTheClientSent() {
        for (String steps : List.of("invalidate", "invalidate&session", "changeId")) {
            Browser user = browser();
            user.get(a(), "set=x:1");
            String sent = user.cookie();
            Reply reply = user.get(a(), steps + "&requested");
            boolean follows = steps.equals("changeId") && !keepsRequestedIdAtAChange();

            assertThat(reply.value("requested").map(this::bare))
                    .as(steps)
                    .hasValue(follows ? user.sessionId() : bare(sent));
        }
    }

    @Test
    default void isRequestedSessionIdValid_liveSession_isTrueOnBothNodes() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(a(), "requested").value("valid")).hasValue("true");
        assertThat(user.get(b(), "requested").value("valid")).hasValue("true");
    }

    @Test
    default void isRequestedSessionIdValid_unknownOrInvalidated_isFalse() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(a(), "invalidate&requested").value("valid")).hasValue("false");
        assertThat(user.get(b(), "requested").value("valid")).hasValue("false");
        assertThat(browser()
                        .withCookie("bmV2ZXItaXNzdWVkLWJ5LWFueS1ub2RlLW9mLW91cnM")
                        .get(a(), "requested")
                        .value("valid"))
                .hasValue("false");
    }

    @Test
    default void request_redisAwayAndACookie_isAnsweredWith503BeforeTheApplicationRuns() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String cookie = user.cookie();
        a().proxy().refuse();
        Reply reply = user.get(a(), "requested");
        a().proxy().resume();

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.body()).doesNotContain("valid=");
        assertThat(user.cookie()).isEqualTo(cookie);
        // Connections that the outage broke may cost further requests theirs.
        await().atMost(Duration.ofSeconds(10)).until(() -> user.get(a(), "peek").status() == 200);
    }

    @Test
    default void isRequestedSessionIdFromCookie_cookie_isTrueAndNotFromUrl() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(user.get(b(), "requested").body()).endsWith("valid=true\nfromCookie=true\nfromUrl=false\n");
    }

    @Test
    default void isRequestedSessionIdFromCookie_unknownIdOrNoIdAtAll_isAsTheClientSentIt() {
        boolean told = tellsTheSourceOfUnknownIds();
        for (String id : List.of("bmV2ZXItaXNzdWVkLWJ5LWFueS1ub2RlLW9mLW91cnM", "short")) {
            assertThat(browser().withCookie(id).get(a(), "requested").body())
                    .isEqualTo("requested=" + id + "\nvalid=false\nfromCookie=" + told + "\nfromUrl=false\n");
            assertThat(browser().ask(a(), "/do;jsessionid=" + id + "?requested").body())
                    .isEqualTo("requested=" + id + "\nvalid=false\nfromCookie=false\nfromUrl=" + told + "\n");
        }
    }

    @Test
    default void isRequestedSessionIdFromUrl_parameterInThePath_isTrueAndFindsTheSession() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        Reply reply = browser().ask(b(), "/do;jsessionid=" + user.cookie() + "?requested&get=x");

        assertThat(reply.body()).endsWith("valid=true\nfromCookie=false\nfromUrl=true\nx=1\n");
    }

    @Test
    default void getSession_cookieAndParameterInThePath_prefersTheCookie() {
        Browser user = browser();
        user.get(a(), "set=x:cookie");
        Browser other = browser();
        other.get(a(), "set=x:url");
        Reply reply = user.ask(a(), "/do;jsessionid=" + other.cookie() + "?requested&get=x");

        assertThat(reply.body()).endsWith("valid=true\nfromCookie=true\nfromUrl=false\nx=cookie\n");
    }

    @Test
    default void changeSessionId_existingSession_returnsTheIdThatItsObjectHasFromNowOn() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String old = user.cookie();
        Reply reply = user.get(a(), "hold&changeId&held=getId");

        assertThat(reply.value("id")).isPresent().isEqualTo(reply.value("getId"));
        assertThat(bare(reply.value("id").orElseThrow()))
                .isNotEqualTo(bare(old))
                .isEqualTo(user.sessionId());
    }

    @Test
    default void changeSessionId_withoutASession_throwsIllegalState() {
        assertThat(browser().get(a(), "tryChangeId").value("tryChangeId")).hasValue("IllegalStateException");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void changeSessionId_twiceInARequest_leavesOneSessionUnderTheLastId() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String first = user.sessionId();
        user.get(a(), "changeId&set=y:2&changeId");

        assertThat(keysOf(first)).isEmpty();
        assertThat(redis().keys("session:*")).containsExactlyElementsOf(keysOf(user.sessionId()));
        assertThat(user.get(b(), "names").value("names")).hasValue("[x, y]");
    }

    @Test
    default void changeSessionId_sessionDeletedOnTheOtherNodeMeanwhile_throwsIllegalStateAndBringsNothingBack() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        var late = user.copy().start(a(), "get=x&gate=change-late&tryChangeId");
        awaitWaiting(a(), "change-late", 1);
        user.get(b(), "invalidate");
        browser().get(a(), "open=change-late");

        assertThat(late.join().value("tryChangeId")).hasValue("IllegalStateException");
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void getSession_twoCookiesOneOfALiveSession_usesThat() {
        Browser user = browser();
        user.get(a(), "set=x:1");
        String dead = "ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi1pZDA";

        assertThat(cookies(dead, user.cookie()).get(b(), "get=x").value("x")).hasValue("1");
        assertThat(cookies(user.cookie(), dead).get(b(), "get=x").value("x")).hasValue("1");
    }

    @Test
    default void getSession_oneIdInTwoCookies_usesIt() {
        Browser user = browser();
        user.get(a(), "set=x:1");

        assertThat(cookies(user.cookie(), user.cookie()).get(b(), "get=x").value("x"))
                .hasValue("1");
    }

    @Test
    default void getSession_twoCookiesOfDeadSessions_isNone() {
        assertThat(cookies("ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi1pZDA", "ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi1pZDE")
                        .get(a(), "peek")
                        .value("none"))
                .hasValue("true");
    }

    @Test
    default void getSession_cookiesOfTwoLiveSessions_usesTheFirst() {
        Browser first = browser();
        first.get(a(), "set=x:first");
        Browser second = browser();
        second.get(a(), "set=x:second");

        assertThat(cookies(first.cookie(), second.cookie()).get(b(), "get=x").value("x"))
                .hasValue("first");
    }

    @Test
    default void getSession_hundredCookiesOfDeadSessions_asksRedisForEachOnceAtMost() {
        String[] ids = IntStream.range(0, 100)
                .mapToObj(i -> "ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi0" + (1000 + i))
                .toArray(String[]::new);
        Traffic.Mark mark = a().proxy().mark();
        assertThat(cookies(ids).get(a(), "peek&peek&requested").value("none")).hasValue("true");

        assertThat(ContractContext.settled(a().proxy(), mark).roundTrips()).isLessThanOrEqualTo(ids.length);
    }

    private Browser cookies(String... values) {
        return browser()
                .withCookie(IntStream.range(0, values.length)
                        .mapToObj(i -> (i == 0 ? "" : "JSESSIONID=") + values[i])
                        .collect(Collectors.joining("; ")));
    }

    private String bare(String id) {
        return id.replaceFirst("\\..*", "");
    }
}
