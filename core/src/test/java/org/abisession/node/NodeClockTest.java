package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.abisession.ConversationEntry;
import org.abisession.settings.SessionSettings;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The times of a session are those of the clock that its node was given. */
class NodeClockTest {
    private static final Instant TIME = Instant.parse("2024-01-15T10:30:00.123Z");
    private static final InstantSource CLOCK = InstantSource.fixed(TIME);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @Test
    void create_clockOfTheNode_isTheTimeOfTheSessionAndItsMetadata() {
        ClassLoader loader = NodeClockTest.class.getClassLoader();
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        try (SessionNode node = SessionNode.open(settings, loader, loader, List.of(), CLOCK)) {
            NodeSession session = node.create();
            session.save();

            assertThat(session.createdAt()).isEqualTo(TIME);
            assertThat(session.now()).isEqualTo(TIME);
            assertThat(redis.client().get("session:" + session.id().value() + ":metadata"))
                    .contains("\"created_at\": \"2024-01-15T10:30:00.123000\"");
        }
    }

    @Test
    void build_entryWithoutATime_hasThatOfTheClock() {
        ConversationEntry entry = ConversationEntry.builder("q", CLOCK).build();

        assertThat(entry.timestamp()).contains(TIME);
    }
}
