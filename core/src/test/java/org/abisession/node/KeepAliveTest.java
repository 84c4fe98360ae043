package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepAliveTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private final List<NodeSession> expired = Collections.synchronizedList(new ArrayList<>());
    private SessionNode node;

    @BeforeEach
    void open() {
        ClassLoader loader = KeepAliveTest.class.getClassLoader();
        SessionSettings settings = SessionSettings.builder()
                .adapter("redis-url", redis.uri())
                .adapter("sweep-interval", "1s")
                .adapter("max-inactive-interval", "1s")
                .build();
        node = SessionNode.open(settings, loader, loader);
        node.start(expired::add);
    }

    @AfterEach
    void close() {
        node.close();
    }

    private NodeSession stored() {
        NodeSession session = node.create();
        session.setAttribute("a", "x");
        session.save();
        return session;
    }

    @Test
    void sessionInUse_doesNotExpireUnderTheRequest() {
        NodeSession session = stored();
        session.enter();
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> redis.client().exists("session:" + session.id().value() + ":metadata"));
        assertThat(expired).isEmpty();
        session.leave();
        await().atMost(Duration.ofSeconds(5)).until(() -> !expired.isEmpty());
    }

    @Test
    void sessionThatNobodyUses_isToldOnceAtItsEndWithItsValues() {
        NodeSession session = stored();
        await().atMost(Duration.ofSeconds(5)).until(() -> !expired.isEmpty());
        assertThat(expired).hasSize(1);
        assertThat(expired.get(0).id()).isEqualTo(session.id());
        assertThat(expired.get(0).attribute("a")).isEqualTo("x");
        assertThat(expired.get(0).isEnded()).isTrue();
    }
}
