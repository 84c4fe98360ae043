package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SessionImportTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis);

    @Test
    void store_lastUsedWhenItWasCreated_livesForTheRestOfItsTime() {
        SessionId id = SessionId.random();
        Instant used = Instant.now().minusSeconds(100);

        assertThat(nodes.here()
                        .imports()
                        .store(new SessionImport.Source(
                                id, used, used, Duration.ofSeconds(1000), Map.of("cart", "tea"), Map.of())))
                .isTrue();

        assertThat(redis.client().pttl("session:" + id.value() + ":metadata")).isBetween(1L, 900_000L);
    }

    @Test
    void check_valueThatCannotBeStored_isRefusedAndNothingIsStored() {
        Instant used = Instant.now();
        SessionImport imports = nodes.here().imports();
        SessionImport.Source good = new SessionImport.Source(
                SessionId.random(), used, used, Duration.ofSeconds(1000), Map.of("cart", "tea"), Map.of());
        SessionImport.Source large = new SessionImport.Source(
                SessionId.random(),
                used,
                used,
                Duration.ofSeconds(1000),
                Map.of("cart", "x".repeat(16 << 20)),
                Map.of());

        imports.check(good);
        assertThatThrownBy(() -> imports.check(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("max-attribute-bytes");
        assertThat(redis.keys("session:*")).isEmpty();
    }
}
