package org.abisession.redis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.abisession.SessionStoreException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the sessions of an application in the whole cluster, by SCAN: at most once in ten seconds, and for no longer
 * than one second, after which the count is at least what there is. Sessions that have just expired count until a sweep
 * has found them. Safe for use by several threads.
 */
final class SessionCount {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCount.class);
    private static final Duration KEPT = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final RedisConnections redis;
    private final SessionSettings settings;
    private volatile Counted last = new Counted(0, 0, false);

    private record Counted(long sessions, long at, boolean known) {}

    /** Makes the counter of one application; the connections stay the caller's to close. */
    SessionCount(RedisConnections redis, SessionSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** Returns how many sessions there are; in an outage, how many there were. */
    long sessions() {
        Counted known = last;
        if (known.known && System.nanoTime() - known.at < KEPT.toNanos()) {
            return known.sessions;
        }
        try {
            Counted counted = new Counted(count(), System.nanoTime(), true);
            last = counted;
            return counted.sessions;
        } catch (SessionStoreException e) {
            LOG.debug("The sessions can't be counted now", e);
            return known.sessions;
        }
    }

    private long count() {
        long end = System.nanoTime() + LONGEST.toNanos();
        long count = 0;
        SweptRecords records = SweptRecords.of(redis, settings);
        records.begin();
        for (Optional<List<SessionId>> page = records.next(); page.isPresent(); page = records.next()) {
            count += page.get().size();
            if (System.nanoTime() - end > 0) {
                break;
            }
        }
        return count;
    }
}
