package org.abisession.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.UUID;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.params.SetParams;

/** A session is the same on every node, outlives nodes, and can't be had by guessing. */
interface SessionBasicsContract extends ContractContext {
    /** The difference that the clocks of this JVM and of Redis may have. */
    long SKEW_MILLIS = 5_000;

    @Test
    default void getSession_noCookie_setsACookieOf256RandomBits() {
        Browser user = browser();
        user.get(a(), "session");

        assertThat(user.cookie()).matches("[A-Za-z0-9_-]{43}(\\.[^.]+)?");
        assertThat(browser().get(a(), "session").sessionCookie()).isPresent().isNotEqualTo(user.cookie());
    }

    @Test
    default void getSession_noCookie_isNew() {
        assertThat(browser().get(a(), "session").value("new")).hasValue("true");
    }

    @Test
    default void getSession_clientThatNeverJoins_isNewInEachRequest() {
        String first = browser().get(a(), "session").value("id").orElseThrow();
        Reply second = browser().get(a(), "session");

        assertThat(second.value("new")).hasValue("true");
        assertThat(second.value("id")).isPresent().isNotEqualTo(Optional.of(first));
    }

    @Test
    default void getSession_secondRequest_isNotNewAndKeepsItsId() {
        Browser user = browser();
        user.get(a(), "session");
        String id = user.sessionId();

        assertThat(user.get(a(), "session").value("new")).hasValue("false");
        assertThat(user.get(b(), "session").value("new")).hasValue("false");
        assertThat(user.sessionId()).isEqualTo(id);
    }

    @Test
    default void getSession_createFalseWithoutCookie_createsNothing() {
        Reply reply = browser().get(a(), "peek");

        assertThat(reply.value("none")).hasValue("true");
        assertThat(reply.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(redis().keys("session:*")).isEmpty();
    }

    @Test
    default void getAttribute_setOnOtherNode_isThere() {
        Browser user = browser();
        user.get(a(), "set=x:tea+%C3%A4%E2%82%AC&item=y:cup");

        assertThat(user.get(b(), "get=x").value("x")).hasValue("tea ä€");
        assertThat(user.get(b(), "get=y").value("y")).hasValue("Item[label=cup]");
    }

    @Test
    default void setAttribute_sameNameAlternatelyOnBothNodes_theLatestIsSeenOnBoth() {
        Browser user = browser();
        for (int i = 0; i < 10; i++) {
            user.get(i % 2 == 0 ? a() : b(), "set=x:" + i);
            assertThat(user.get(a(), "get=x").value("x")).hasValue("" + i);
            assertThat(user.get(b(), "get=x").value("x")).hasValue("" + i);
        }
    }

    @Test
    default void removeAttribute_onOneNode_isGoneOnTheOther() {
        Browser user = browser();
        user.get(a(), "set=x:1&set=y:2");
        user.get(b(), "remove=x");

        assertThat(user.get(a(), "names").value("names")).hasValue("[y]");
    }

    @Test
    default void getCreationTime_onBothNodes_isTheSameMoment() {
        Browser user = browser();
        long before = System.currentTimeMillis();
        long created = user.get(a(), "session").number("created");

        assertThat(created).isBetween(before - SKEW_MILLIS, System.currentTimeMillis() + SKEW_MILLIS);
        assertThat(user.get(a(), "session").number("created")).isEqualTo(created);
        assertThat(user.get(b(), "session").number("created")).isEqualTo(created);
    }

    @Test
    default void getLastAccessedTime_acrossNodes_isBetweenCreationAndNowAndNeverGoesBack() {
        Browser user = browser();
        long last = user.get(a(), "session").number("created");
        for (int i = 0; i < 6; i++) {
            long accessed = user.get(i % 2 == 0 ? b() : a(), "session").number("accessed");

            assertThat(accessed).isBetween(last, System.currentTimeMillis() + SKEW_MILLIS);
            last = accessed;
        }
    }

    @Test
    default void stop_ofOneNode_endsNoSession() {
        Browser user = browser();
        user.get(a(), "set=x:1&bound=y");
        a().stop();

        assertThat(user.get(b(), "get=x&get=y&events").body()).isEqualTo("x=1\ny=Bound[name=y]\nevents=[]\n");
    }

    @Test
    default void restart_ofBothNodes_losesNothing() {
        Browser user = browser();
        user.get(a(), "set=x:1&item=y:cup");
        a().stop();
        b().stop();
        a().start();
        b().start();

        assertThat(user.get(a(), "get=x&get=y").body()).isEqualTo("x=1\ny=Item[label=cup]\n");
        assertThat(user.get(b(), "get=x&get=y").body()).isEqualTo("x=1\ny=Item[label=cup]\n");
    }

    @Test
    default void getSession_idNeverIssued_isNotAdopted() {
        String forged = "Zm9yZ2VkLXNlc3Npb24taWQtbmV2ZXItaXNzdWVkLTA";
        Browser user = browser().withCookie(forged);

        assertThat(user.get(a(), "peek").value("none")).hasValue("true");
        user.get(a(), "set=x:1");
        assertThat(user.sessionId()).isNotEqualTo(forged);
        assertThat(keysOf(forged)).isEmpty();
        assertThat(browser().withCookie(forged).get(b(), "peek").value("none")).hasValue("true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "short",
                "*",
                "../../../etc/passwd-and-more",
                "abcdefghijklmnop:metadata",
                "{abcdefghijklmnopqrst}",
                "abcdefghijklmnop*qrst",
                "abcdefghijklmnop%00qrst",
                "abcdefghijklmnop\u00e4qrst",
                "\"abcdefghijklmnopqrst\"x",
                "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                        + "01234567890123456789012345678"
            })
    default void getSession_idOfAnotherForm_isNotAdoptedAndNeverReachesRedis(String hostile) {
        Traffic.Mark mark = a().proxy().mark();
        Browser user = browser().withCookie(hostile);

        assertThat(user.get(a(), "peek").value("none")).hasValue("true");
        assertThat(ContractContext.settled(a().proxy(), mark).commands()).isEmpty();
        user.get(a(), "set=x:1");
        assertThat(user.cookie()).isNotEqualTo(hostile).matches("[A-Za-z0-9_-]{43}(\\.[^.]+)?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9b2f7c1e-5d43-4a8e-b1f6-0c9d8e7f6a5b", "9b2f7c1e5d434a8eb1f60c9d8e7f6a5b"})
    default void getSession_begunByPython_isAdoptedWithItsIdAndIsNotNew(String form) {
        String id = form.substring(0, form.length() - 12)
                + UUID.randomUUID().toString().substring(24);
        String metadata =
                "{\"session_id\": \"" + id + "\", \"created_at\": \"2024-01-15T10:30:00.123456\", \"n\": 1.50}";
        redis().client()
                .set(
                        ContractContext.metadataKey(id),
                        metadata,
                        SetParams.setParams().ex(86_400));
        Browser user = browser().withCookie(id);

        Reply reply = user.get(a(), "session&names&set=x:1");
        assertThat(reply.value("new")).hasValue("false");
        assertThat(reply.value("names")).hasValue("[]");
        assertThat(user.sessionId()).isEqualTo(id);
        assertThat(user.get(b(), "get=x").value("x")).hasValue("1");
        assertThat(redis().client().get(ContractContext.metadataKey(id))).isEqualTo(metadata);
    }
}
