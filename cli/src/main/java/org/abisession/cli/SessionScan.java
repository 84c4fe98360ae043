package org.abisession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.abisession.SessionStoreException;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyName.Kind;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all keys by SCAN, in a thread of its own and in small steps with pauses, again and again while somebody
 * looks. What it has found is there for the pages at any time; no page waits for it. Safe for use by several threads.
 */
final class SessionScan implements AutoCloseable {
    /** The number of sessions that are listed. More are only counted. */
    static final int MOST_LISTED = 200_000;

    private static final int MOST_SOUGHT = 1_000;
    private static final int PAGE = 500;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final Duration FRESH = Duration.ofSeconds(30);

    /**
     * Holds what a whole scan has found.
     *
     * @param sessions metadata of sessions, both those of Java and those of Python
     * @param applications records of HTTP sessions, by the name of the application; that of the root is /
     * @param ids of the sessions, at most {@link #MOST_LISTED}
     * @param digests the same by their digests, of which several may have one
     * @param newPerMinute how many sessions were not there in the scan before; empty at first
     * @param begun when it began, in the time of nanoTime
     * @param at when it ended
     */
    record Found(
            long sessions,
            SortedMap<String, Long> applications,
            List<SessionId> ids,
            Map<String, List<SessionId>> digests,
            Optional<Double> newPerMinute,
            long begun,
            long at) {
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - at);
        }
    }

    private final StoreCommand.Store store;
    private final Thread thread = new Thread(this::run, "abi-session-console-scan");
    private boolean wanted = true; // guarded by this, as the next
    private boolean running;
    /** The digests that were not found, and since when they are looked for. */
    private final Map<String, Long> sought = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_SOUGHT;
        }
    });

    private volatile @Nullable Found found;
    private volatile @Nullable String failure;
    private volatile long seen;
    private volatile long total;
    private volatile boolean closed;

    SessionScan(StoreCommand.Store store) {
        this.store = store;
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns what the last whole scan has found, and starts the next one if that is old, or one has failed since. */
    Optional<Found> found() {
        Found last = found;
        if (!isRunning() && (last == null || failure != null || last.age().compareTo(FRESH) > 0)) {
            again();
        }
        return Optional.ofNullable(last);
    }

    /** Starts a scan after the one that is under way, which may have passed new keys already. */
    synchronized void again() {
        wanted = true;
        notifyAll();
    }

    private synchronized void begin() throws InterruptedException {
        while (!wanted) {
            wait();
        }
        wanted = false;
        running = true;
    }

    private synchronized void end() {
        running = false;
    }

    /** Returns the sessions of a digest; empty until a scan that began after the first such question has ended. */
    Optional<List<SessionId>> sessions(String digest) {
        Optional<Found> last = found();
        List<SessionId> known =
                last.map(found -> found.digests.getOrDefault(digest, List.of())).orElse(List.of());
        if (!known.isEmpty()) {
            return Optional.of(known);
        }
        Long asked = sought.putIfAbsent(digest, System.nanoTime());
        if (asked == null) {
            again();
        } else if (last.isPresent() && last.get().begun - asked > 0) {
            sought.remove(digest);
            return Optional.of(List.of());
        }
        return Optional.empty();
    }

    synchronized boolean isRunning() {
        return running || wanted;
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
                begin();
                found = scan();
                failure = null;
            } catch (InterruptedException e) {
                return;
            } catch (SessionStoreException e) {
                failed(String.valueOf(e.getMessage()));
            } catch (OutOfMemoryError e) {
                failed(AbiSession.tooLittleMemory());
            } finally {
                end();
            }
        }
    }

    private void failed(String why) {
        failure = why;
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
    }

    private Found scan() throws InterruptedException {
        long begun = System.nanoTime();
        long looked = 0;
        seen = looked;
        total = keys();
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
            looked += PAGE;
            seen = looked;
            LockSupport.parkNanos(PAUSE_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
        return new Found(
                ids.size() + beyond,
                applications,
                new ArrayList<>(ids),
                digests(ids),
                rate(ids),
                begun,
                System.nanoTime());
    }

    /** Returns how many keys there are; 0 where this user may not ask. */
    private long keys() {
        try {
            return store.redis().keyCount();
        } catch (SessionStoreException e) {
            return 0; // it says how far a scan is, no more
        }
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
