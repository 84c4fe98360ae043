package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.abisession.ConversationEntry;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import redis.clients.jedis.params.SetParams;

/** Times that name no zone, where the setting {@code zone} is not UTC. */
class ZoneTest {
    private static final Instant TIME = Instant.parse("2025-07-02T03:04:05.678901Z");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private static SessionNode node() {
        return TwoNodes.open(redis.uri(), "zone", "Asia/Kolkata");
    }

    @Test
    void createdAt_ofPythonsSession_isOfTheZone() {
        String id = "0123456789abcdef0123456789abcdef";
        redis.client()
                .set(
                        "session:" + id + ":metadata",
                        "{\"created_at\": \"2025-07-02T08:34:05.678901\"}",
                        SetParams.setParams().ex(100));
        try (SessionNode node = node()) {
            assertThat(node.find(SessionId.of(id)).orElseThrow().createdAt()).isEqualTo(TIME);
        }
    }

    @Test
    void createdAt_ofANewSession_isWrittenForTheZone() {
        try (SessionNode node = node()) {
            NodeSession session = node.create();
            session.save();
            redis.client().del("session:" + session.id().value() + ":attributes");

            assertThat(node.find(session.id()).orElseThrow().createdAt())
                    .isCloseTo(session.createdAt(), org.assertj.core.api.Assertions.within(1, ChronoUnit.MILLIS));
        }
    }

    @Test
    void timestamp_ofATurn_isStoredForTheZoneAndReadBack() {
        try (SessionNode node = node()) {
            NodeSession session = node.create();
            session.conversation()
                    .append(ConversationEntry.builder("q").timestamp(TIME).build());
            session.conversation().append(ConversationEntry.parse("{\"timestamp\": \"2025-07-02T08:34:05.678901\"}"));
            String key = "session:" + session.id().value() + ":conversation";

            assertThat(redis.client().lindex(key, 0))
                    .startsWith("{\"timestamp\": \"2025-07-02T08:34:05.678901\", \"user_query\": \"q\"");
            assertThat(redis.client().lindex(key, 1)).isEqualTo("{\"timestamp\": \"2025-07-02T08:34:05.678901\"}");
            assertThat(session.conversation().last(2))
                    .allSatisfy(turn -> assertThat(turn.timestamp()).contains(TIME));
        }
    }
}
