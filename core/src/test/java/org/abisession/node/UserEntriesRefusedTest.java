package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.abisession.store.ProviderLink;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The user of Redis lacks the commands for the sessions of a user: these work, and can't be listed by user. */
class UserEntriesRefusedTest {
    private static final String USER = "no-entries";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private SessionNode node;

    @BeforeEach
    void open() {
        redis.acl("SETUSER", USER, "on", ">secret", "~*", "&*", "+@all", "-zadd", "-zscore");
        node = TwoNodes.open(redis.uri(), "user-attribute", "who", "redis-username", USER, "redis-password", "secret");
    }

    @AfterEach
    void close() {
        node.close();
        redis.acl("DELUSER", USER);
    }

    private NodeSession login() {
        NodeSession session = node.create();
        session.setAttribute("who", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        return session;
    }

    @Test
    void interval_madeLonger_isStored() {
        NodeSession session = login();
        session.setMaxInactiveInterval(Duration.ofDays(30));

        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(redis.client().pttl("session:" + session.id().value() + ":attributes"))
                .isGreaterThan(Duration.ofDays(29).toMillis());
    }

    @Test
    void entries_thatCanNeverBeChanged_areNotTriedAgainAndAgain() {
        redis.acl("SETUSER", USER, "-@sortedset");
        login();
        NodeSession ended = login();
        ended.delete();
        UserUpkeep upkeep = node.users().upkeep();
        upkeep.used(List.of("ada"), ended.id(), Duration.ofHours(1));
        for (Runnable change : List.<Runnable>of(upkeep::removeEnded, upkeep::prolong)) {
            assertThatThrownBy(change::run).hasMessageContaining("NOPERM");

            assertThatCode(change::run).doesNotThrowAnyException(); // there is nothing to do
        }
    }

    @Test
    void links_ofALoginByOpenIdConnect_areStored() {
        NodeSession session = login();
        String link = ProviderLink.of("sub", "https://issuer", "shop", "ada");
        session.setControl(ProviderLink.CONTROL, ProviderLink.text(List.of(link)));

        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
        assertThat(node.find(session.id())).isPresent();
    }
}
