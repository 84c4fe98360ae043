package org.abisession.logging;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Lets a message through once a minute for each of its kinds, with how many of the kind were held back since:
 * what goes wrong for every request is worth one line, not one for each. Safe for use by several threads.
 */
public final class OnceAMinute {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanos;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    private record Kind(long logged, long heldBack) {}

    /** Makes one that has logged nothing yet. */
    public OnceAMinute() {
        this(System::nanoTime);
    }

    /** Makes one that has logged nothing yet, with a clock of its own, in nanoseconds. */
    public OnceAMinute(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * Logs a message, or counts it if its kind was logged within the last minute.
     *
     * @param kind one of a few: each is remembered
     * @param log gets the message when it is to be logged
     */
    public void say(String kind, String message, Consumer<String> log) {
        long now = nanos.getAsLong();
        long[] before = {-1};
        kinds.compute(kind, (name, was) -> {
            if (was != null && now - was.logged < MINUTE) {
                return new Kind(was.logged, was.heldBack + 1);
            }
            before[0] = was == null ? 0 : was.heldBack;
            return new Kind(now, 0);
        });
        if (before[0] == 0) {
            log.accept(message);
        } else if (before[0] > 0) {
            log.accept(message + " (and " + before[0] + " more like this since it was last logged)");
        }
    }
}
