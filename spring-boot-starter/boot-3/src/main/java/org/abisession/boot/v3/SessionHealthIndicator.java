package org.abisession.boot.v3;

import org.abisession.boot.StoreHealth;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Tells whether requests with a session are served; "unknown" where this process has no sessions in Redis. */
final class SessionHealthIndicator implements HealthIndicator {
    private final StoreHealth store;

    SessionHealthIndicator(StoreHealth store) {
        this.store = store;
    }

    @Override
    public Health health() {
        return store.failure()
                .map(failure -> Health.down().withDetail("error", failure))
                .orElseGet(() -> store.isOpen() ? Health.up() : Health.unknown())
                .withDetail("redis", store.address())
                .build();
    }
}
