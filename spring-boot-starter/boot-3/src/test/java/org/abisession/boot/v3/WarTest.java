package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.SessionClient;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;

/** A war that has the starter, on a Tomcat of its own. */
@Tag("full")
class WarTest {
    @TempDir
    private Path folder;

    @Test
    void maximumSessions_warWithTheStarterAndTomcatsOwnSessions_refusesTheSecondLoginOnThisNodeAndHealthIsUnknown()
            throws LifecycleException {
        try (WarOnTomcat war = WarOnTomcat.start(folder)) {
            SessionClient first = new SessionClient();
            assertThat(LimitedApplication.logIn(first, war.port(), "ada")).isTrue();
            assertThat(LimitedApplication.logIn(new SessionClient(), war.port(), "ada"))
                    .isFalse();

            first.post(war.port(), "/logout", "");
            assertThat(LimitedApplication.logIn(new SessionClient(), war.port(), "ada"))
                    .isTrue();

            assertThat(war.bean(SessionHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UNKNOWN);
        }
    }

    @Test
    void sessions_warWithTheStarter_takeSpringsSettingsAndHoldTheLoginOnBothNodes() throws LifecycleException {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                WarOnTomcat one = start("one", redis);
                WarOnTomcat other = start("other", redis)) {
            SessionClient client = new SessionClient();
            assertThat(LimitedApplication.logIn(client, one.port(), "ada")).isTrue();

            assertThat(client.get(other.port(), "/").body()).isEqualTo("ada 1");
            assertThat(LimitedApplication.logIn(new SessionClient(), other.port(), "ada"))
                    .isFalse();
            assertThat(other.bean(SessionHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
        }
    }

    private WarOnTomcat start(String name, EmbeddedRedis redis) throws LifecycleException {
        return WarOnTomcat.start(
                folder.resolve(name), new RedisSessionManager(), "spring.data.redis.url=" + redis.uri());
    }
}
