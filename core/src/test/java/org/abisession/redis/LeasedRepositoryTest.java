package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The repository's whole contract with {@code near-cache}. What is written past the nodes counts as a lease later. */
@Tag("full")
class LeasedRepositoryTest extends RedisSessionRepositoryTest {
    @BeforeEach
    void listen() {
        await().until(() -> of(repository()).leases().isListening());
        await().until(() -> of(otherNode()).leases().isListening());
    }

    private static RedisSessionRepository of(Object repository) {
        return (RedisSessionRepository) repository;
    }

    @Override
    protected SessionSettings settings(String uri) {
        return SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("near-cache", "1s")
                .build();
    }

    /** Looks at one node only: to another one, accesses that this one served from its copy may not be known yet. */
    @Override
    @Test
    protected void find_againAndAgain_lastAccessNeverGoesBack() {
        SessionId id = Sessions.create(repository());
        Instant last = Instant.MIN;
        for (int i = 0; i < 3000; i++) {
            Instant accessed = repository().find(id).orElseThrow().lastAccessedAt();
            assertThat(accessed).isAfterOrEqualTo(last);
            last = accessed;
        }
    }

    private void leasesAreOver() {
        of(repository()).leases().clear();
        of(otherNode()).leases().clear();
    }

    @Override
    protected void shortenExpiryOfMetadata(SessionId id) {
        super.shortenExpiryOfMetadata(id);
        leasesAreOver();
    }

    @Override
    protected void expire(SessionId id) {
        super.expire(id);
        leasesAreOver();
    }

    @Override
    protected void loseMetadata(SessionId id) {
        super.loseMetadata(id);
        leasesAreOver();
    }

    @Override
    protected void pythonWritesMetadata(SessionId id, String json) {
        super.pythonWritesMetadata(id, json);
        leasesAreOver();
    }
}
