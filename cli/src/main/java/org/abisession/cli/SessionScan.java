package org.abisession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.SessionId;
import org.abisession.SessionStoreException;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyName.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all keys by SCAN, in a thread of its own and in small steps with pauses, again and again while somebody
 * looks. What it has found is there for the pages at any time; no page waits for it. Safe for use by several threads.
 */
final class SessionScan implements AutoCloseable {
    /** More sessions than these are counted, and not listed. */
    static final int MOST_LISTED = 200_000;

    private static final int PAGE = 500;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration FRESH = Duration.ofSeconds(30);

    /**
     * What a whole scan has found.
     *
     * @param sessions metadata of sessions, both those of Java and those of Python
     * @param applications records of HTTP sessions, by the name of the application; that of the root is /
     * @param ids of the sessions, at most {@link #MOST_LISTED}
     * @param digests the same by their digests, of which several may have one
     * @param newPerMinute how many sessions were not there in the scan before; empty at first
     * @param at when it ended, in the time of nanoTime
     */
    record Found(
            long sessions,
            SortedMap<String, Long> applications,
            List<SessionId> ids,
            Map<String, List<SessionId>> digests,
            Optional<Double> newPerMinute,
            long at) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }

    private final StoreCommand.Store store;
    private final Thread thread = new Thread(this::run, "abi-session-console-scan");
    private final Semaphore wanted = new Semaphore(1);
    private volatile @Nullable Found found;
    private volatile @Nullable String failure;
    private volatile boolean running;
    private volatile long seen;
    private volatile long total;
    private volatile boolean closed;

    SessionScan(StoreCommand.Store store) {
        this.store = store;
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns what the last whole scan has found, and has the next one begin if that is old. */
    Optional<Found> found() {
        Found last = found;
        if (last == null || last.age().compareTo(FRESH) > 0) {
            again();
        }
        return Optional.ofNullable(last);
    }

    /** Has a scan begin, unless one is under way. */
    void again() {
        if (!running && wanted.availablePermits() == 0) {
            wanted.release();
        }
    }

    boolean isRunning() {
        return running || wanted.availablePermits() > 0;
    }

    /** Returns how far a scan is, in percent. */
    long percent() {
        return total <= 0 ? 0 : Math.min(99, 100 * seen / total);
    }

    /** Returns why the last scan failed; empty if it did not. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        while (!closed) {
            try {
                wanted.acquire();
                running = true;
                found = scan();
                failure = null;
            } catch (InterruptedException e) {
                return;
            } catch (SessionStoreException e) {
                failure = String.valueOf(e.getMessage());
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            } finally {
                running = false;
            }
        }
    }

    private Found scan() throws InterruptedException {
        seen = 0;
        total = store.redis().run("dbsize") instanceof Long count ? count : 0;
        Set<SessionId> ids = new LinkedHashSet<>();
        SortedMap<String, Long> applications = new TreeMap<>();
        long beyond = 0;
        Iterator<List<KeyName>> pages = store.browser().keys(PAGE);
        while (pages.hasNext()) {
            for (KeyName key : pages.next()) {
                if (key.kind() == Kind.METADATA && key.id().isPresent()) {
                    if (ids.size() < MOST_LISTED) {
                        ids.add(key.id().get());
                    } else {
                        beyond += ids.contains(key.id().get()) ? 0 : 1;
                    }
                } else if (key.kind() == Kind.ATTRIBUTES) {
                    applications.merge(key.app().isEmpty() ? "/" : key.app(), 1L, Long::sum);
                }
            }
            seen += PAGE;
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return new Found(
                ids.size() + beyond, applications, new ArrayList<>(ids), digests(ids), rate(ids), System.nanoTime());
    }

    private static Map<String, List<SessionId>> digests(Set<SessionId> ids) {
        Map<String, List<SessionId>> digests = new HashMap<>();
        for (SessionId id : ids) {
            digests.merge(digest(id), List.of(id), (some, more) -> {
                List<SessionId> both = new ArrayList<>(some);
                both.addAll(more);
                return both;
            });
        }
        return digests;
    }

    /** Returns the digits of the digest of an id, for an address of a page. */
    static String digest(SessionId id) {
        return id.toString().substring("session#".length());
    }

    private Optional<Double> rate(Set<SessionId> ids) {
        Found last = found;
        if (last == null || ids.size() >= MOST_LISTED) {
            return Optional.empty();
        }
        Set<SessionId> fresh = new LinkedHashSet<>(ids);
        last.ids.forEach(fresh::remove);
        double minutes = last.age().toMillis() / 60_000.0;
        return minutes <= 0 ? Optional.empty() : Optional.of(fresh.size() / minutes);
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
