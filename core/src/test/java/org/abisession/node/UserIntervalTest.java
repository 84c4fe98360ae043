package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Objects;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A session whose interval is made longer, as for a login that is to be remembered, is found by its user as long. */
class UserIntervalTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration NEVER = Duration.ZERO;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    @AfterEach
    void forget() {
        redis.client().flushAll(); // one without an end has no TTL
    }

    private NodeSession login() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    /** Fails if the entry in the index may go before the record does. */
    private static void assertFoundAsLongAsItLives(NodeSession session) {
        String id = session.id().value();
        double until = Objects.requireNonNull(redis.client().zscore("abi-session:user::ada", id));
        long entry = (long) until - System.currentTimeMillis();
        long record = redis.client().pttl("session:" + id + ":attributes");
        long index = redis.client().pttl("abi-session:user::ada");
        if (record == -1) {
            assertThat(index).isEqualTo(-1);
        } else {
            assertThat(index == -1 || index >= record).isTrue();
        }
        assertThat(entry).isGreaterThanOrEqualTo(record);
        assertThat(entry).isGreaterThan(Duration.ofDays(29).toMillis());
    }

    @Test
    void interval_setInTheRequestOfTheLoginThatMadeTheSession_holdsForTheEntryToo() {
        NodeSession session = nodes.here().create();
        session.setAttribute("who", "ada");
        session.setMaxInactiveInterval(MONTH);
        session.save();

        assertFoundAsLongAsItLives(session);
    }

    @Test
    void interval_setInTheRequestOfTheLogin_holdsForTheEntryToo() {
        NodeSession session = nodes.here().create();
        session.save();
        session.setAttribute("who", "ada");
        session.setMaxInactiveInterval(MONTH);
        session.save();

        assertFoundAsLongAsItLives(session);
    }

    @Test
    void interval_setLater_holdsForTheEntryToo() {
        NodeSession session = nodes.there().find(login().id()).orElseThrow();
        session.setMaxInactiveInterval(MONTH);
        session.save();

        assertFoundAsLongAsItLives(session);
    }

    @Test
    void interval_never_holdsForTheEntryToo() {
        NodeSession session = nodes.there().find(login().id()).orElseThrow();
        session.setMaxInactiveInterval(NEVER);
        session.save();

        assertFoundAsLongAsItLives(session);
    }

    @Test
    void interval_setWhileAnotherNodeHasTheSessionInUse_holdsForTheEntryToo() {
        NodeSession session = login();
        NodeSession elsewhere = nodes.there().find(session.id()).orElseThrow();
        session.setMaxInactiveInterval(MONTH);
        session.save();
        nodes.there().users().upkeep().prolong(); // of a use before the change

        assertFoundAsLongAsItLives(elsewhere);
    }
}
