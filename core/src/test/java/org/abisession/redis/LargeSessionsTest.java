package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.store.SessionId;
import org.junit.jupiter.api.Test;

class LargeSessionsTest {
    private static final Map<String, byte[]> FIELDS = Map.of("a", new byte[LargeSessions.LARGE]);

    private final LargeSessions sessions = new LargeSessions();

    @Test
    void wantedAndRead_moreSessionsThanAreRemembered_forgetsThoseUsedLongestAgo() {
        SessionId used = SessionId.random();
        sessions.read(used, FIELDS);
        for (int i = 0; i < 3 * LargeSessions.SESSIONS; i++) {
            SessionId id = SessionId.random();
            if (i % 2 == 0) {
                sessions.wanted(id);
            } else {
                sessions.read(id, FIELDS);
            }
            assertThat(sessions.defersValues(used)).isTrue();
        }
        assertThat(sessions.size()).isEqualTo(LargeSessions.SESSIONS);
    }
}
