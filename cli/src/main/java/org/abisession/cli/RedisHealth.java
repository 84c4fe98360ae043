package org.abisession.cli;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.abisession.SessionStoreException;
import org.abisession.cli.doctor.Doctor;
import org.abisession.cli.doctor.Report;
import org.jspecify.annotations.Nullable;

/** The state of Redis for the console: doctor's report, made in a thread of its own, and its memory. Thread-safe. */
final class RedisHealth {
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final StoreCommand.Store store;
    private final Doctor doctor;
    private final AtomicBoolean examining = new AtomicBoolean();
    private volatile @Nullable Examined last;

    private record Examined(Report report, long at) {}

    RedisHealth(StoreCommand.Store store, Doctor doctor) {
        this.store = store;
        this.doctor = doctor;
    }

    /** Returns the last report; empty until there is one. A new one is made if that is older than a minute. */
    Optional<Report> report() {
        Examined known = last;
        boolean old = known == null || System.nanoTime() - known.at > FRESH.toNanos();
        if (old && examining.compareAndSet(false, true)) {
            Thread thread = new Thread(this::examine, "abi-session-console-doctor");
            thread.setDaemon(true);
            thread.start();
        }
        return Optional.ofNullable(known).map(Examined::report);
    }

    /** Returns true while the first report is made. */
    boolean isAwaited() {
        return last == null;
    }

    private void examine() {
        try {
            last = new Examined(doctor.examine(), System.nanoTime());
        } finally {
            examining.set(false);
        }
    }

    /** Returns figures of INFO; none where this user may not ask. */
    Map<String, String> info(String section) {
        Map<String, String> info = new TreeMap<>();
        try {
            String.valueOf(store.redis().run("info", section)).lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0) {
                    info.put(line.substring(0, colon), line.substring(colon + 1));
                }
            });
        } catch (SessionStoreException e) {
            info.clear();
        }
        return info;
    }
}
