package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.AbstractTransaction;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Tests what the user for the Python application that docs/redis-user.md makes may do. */
class PythonUserTest {
    private static final String USER = "abi-python";
    private static final String PASSWORD = "python-user-test";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private RedisConnections connections;
    private RedisSessionRepository repository;

    @BeforeEach
    void open() {
        redis.acl(DocumentedUser.setUser(USER, DocumentedUser.rules(USER, "", PASSWORD)));
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        repository = new RedisSessionRepository(connections, settings, session -> {});
    }

    @AfterEach
    void close() {
        connections.close();
        redis.acl("DELUSER", USER);
    }

    private static RedisClient python() {
        return RedisClient.create(redis.uri().replace("redis://", "redis://" + USER + ":" + PASSWORD + "@"));
    }

    @Test
    void userForPython_writesItsKeysAndReadsNoAttributes() {
        SessionId id = SessionId.random();
        try (RedisClient python = python()) {
            python.set(
                    "session:" + id.value() + ":metadata",
                    "{}",
                    SetParams.setParams().ex(60));
            python.rpush("session:" + id.value() + ":conversation", "{}");
            python.expire("session:" + id.value() + ":conversation", 60);
            assertThat(repository.find(id)).isPresent();
            assertThatThrownBy(() -> python.hgetAll("session:" + id.value() + ":attributes"))
                    .hasMessageContaining("NOPERM");
            assertThatThrownBy(() -> python.set("session:" + id.value() + ":attributes", "x"))
                    .hasMessageContaining("NOPERM");
        }
    }

    /** As redis-py appends a turn, and changes the metadata under WATCH (docs/python.md). */
    @Test
    void userForPython_appendsAndEditsInTransactions() {
        SessionId id = SessionId.random();
        String metadata = "session:" + id.value() + ":metadata";
        String conversation = "session:" + id.value() + ":conversation";
        try (RedisClient python = python()) {
            try (AbstractTransaction turn = python.multi()) {
                turn.rpush(conversation, "{}");
                turn.expire(conversation, 60);
                assertThat(turn.exec()).containsExactly(1L, 1L);
            }
            try (AbstractTransaction edit = python.transaction(false)) {
                edit.watch(metadata);
                edit.unwatch();
                edit.watch(metadata);
                edit.multi();
                edit.set(metadata, "{}", SetParams.setParams().ex(60));
                assertThat(edit.exec()).containsExactly("OK");
            }
            try (AbstractTransaction givenUp = python.multi()) {
                givenUp.set(
                        metadata, "{\"user\": \"ada\"}", SetParams.setParams().ex(60));
                assertThat(givenUp.discard()).isEqualTo("OK");
            }
            assertThat(repository.find(id)).isPresent();
            assertThat(python.llen(conversation)).isOne();
        }
    }
}
