package org.abisession.cli.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.NotSerializableException;
import java.io.WriteAbortedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads sessions that were built in Tomcat's format; TomcatImportTest reads what Tomcat itself writes. */
class TomcatSessionTest {
    private static final SessionId ID = SessionId.of("0123456789ABCDEF0123456789ABCDEF");
    private static final Instant NOW = Instant.ofEpochMilli(10_000);

    private static List<@Nullable Object> objects(@Nullable Object... afterTheId) {
        List<@Nullable Object> objects =
                new ArrayList<>(Arrays.asList(1000L, 2000L, 60, false, true, 3000L, ID.value() + ".node1"));
        objects.addAll(Arrays.asList(afterTheId));
        return objects;
    }

    @Test
    void of_sessionWithLogin_hasTimesLoginAndAttributes() {
        TomcatSession session =
                TomcatSession.of(ID, objects("FORM", "principal", null, "request", 2, "a", "1", "b", "2"), NOW);

        assertThat(session.valid()).isTrue();
        assertThat(session.source().createdAt()).isEqualTo(Instant.ofEpochMilli(1000));
        assertThat(session.source().lastAccessedAt()).isEqualTo(Instant.ofEpochMilli(3000));
        assertThat(session.source().maxInactiveInterval()).isEqualTo(Duration.ofSeconds(60));
        assertThat(session.source().attributes()).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(session.source().controls())
                .isEqualTo(Map.of("auth_type", "FORM", "principal", "principal", "form_request", "request"));
    }

    @Test
    void of_sessionsOfOlderTomcats_areRead() {
        assertThat(TomcatSession.of(ID, objects(1, "a", "1"), NOW).source().attributes())
                .isEqualTo(Map.of("a", "1"));
        assertThat(TomcatSession.of(ID, objects("BASIC", null, 1, "a", "1"), NOW)
                        .source()
                        .controls())
                .isEqualTo(Map.of("auth_type", "BASIC"));
    }

    @Test
    void of_attributeThatTomcatCouldNotWrite_isLost() {
        Object aborted = new WriteAbortedException("aborted", new NotSerializableException("com.acme.Lock"));
        TomcatSession session = TomcatSession.of(ID, objects(null, null, null, null, 2, "a", aborted, "b", "2"), NOW);

        assertThat(session.lost()).containsExactly("a");
        assertThat(session.source().attributes()).isEqualTo(Map.of("b", "2"));
    }

    @Test
    void of_lastAccessInTheFuture_isNow() {
        TomcatSession session = TomcatSession.of(ID, objects(0), Instant.ofEpochMilli(2500));

        assertThat(session.source().lastAccessedAt()).isEqualTo(Instant.ofEpochMilli(2500));
    }

    @Test
    void of_whatIsNoSession_isRefusedWithoutItsId() {
        List<@Nullable Object> ofAnother = objects(0);
        ofAnother.set(6, "another-id-of-a-session");
        for (List<@Nullable Object> wrong : List.of(
                objects(), objects(1, "a"), objects(0, "more"), objects(1, 2, 3), objects(-1, "a"), ofAnother)) {
            assertThatThrownBy(() -> TomcatSession.of(ID, wrong, NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining(ID.value());
        }
        assertThatThrownBy(() -> TomcatSession.of(ID, List.of("text"), NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
