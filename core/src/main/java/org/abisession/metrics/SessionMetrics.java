package org.abisession.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.metrics.StoreOperation.Outcome;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionSnapshot;

/**
 * Counts what happens to the sessions of one application on one node. No name and no figure has an id of a session.
 * Counters begin with zero when the node starts; quantiles are those of the last one to two minutes. Lock-free; safe
 * for use by several threads.
 */
public final class SessionMetrics {
    private final String application;
    private final NodeGauges gauges;
    private final LongAdder created = new LongAdder();
    private final LongAdder idsChanged = new LongAdder();
    private final LongAdder logins = new LongAdder();
    private final LongAdder nearHits = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);
    private final Map<StoreOperation, Timing> operations = new EnumMap<>(StoreOperation.class);
    private final ConcurrentMap<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private final Histogram sizes = new Histogram(System.nanoTime());
    private final Histogram delays = new Histogram(System.nanoTime());
    private final LargestAttributes attributes = new LargestAttributes();

    /** The calls of one kind. */
    private static final class Timing {
        final Histogram times = new Histogram(System.nanoTime());
        final Map<Outcome, LongAdder> counts = adders();
        final Map<Outcome, LongAdder> nanos = adders();

        private static Map<Outcome, LongAdder> adders() {
            Map<Outcome, LongAdder> adders = new EnumMap<>(Outcome.class);
            for (Outcome outcome : Outcome.values()) {
                adders.put(outcome, new LongAdder());
            }
            return adders;
        }
    }

    /**
     * Makes the metrics of one application.
     *
     * @param application the setting {@code app}; empty for the root context
     */
    public SessionMetrics(String application, NodeGauges gauges) {
        this.application = application.isEmpty() ? "/" : application;
        this.gauges = gauges;
        for (EndReason reason : EndReason.values()) {
            ended.put(reason, new LongAdder());
        }
        for (StoreOperation operation : StoreOperation.values()) {
            operations.put(operation, new Timing());
        }
        reasons().forEach(reason -> refusals.put(reason, new LongAdder()));
    }

    /** Returns all reasons of refusals. */
    static List<String> reasons() {
        return Stream.of(SessionStoreCode.values())
                .map(SessionMetrics::label)
                .sorted()
                .toList();
    }

    /** Returns the name of the application; {@code /} for the root context. */
    public String application() {
        return application;
    }

    /** Returns what the node has at the moment. */
    public NodeGauges gauges() {
        return gauges;
    }

    /** Counts a session that was stored for the first time. */
    public void sessionCreated() {
        created.increment();
    }

    /** Counts a session that this node has ended, or has found at its end. */
    public void sessionEnded(EndReason reason) {
        count(ended, reason).increment();
    }

    /** Counts a session whose end by timeout this node has found, with the delay. */
    public void timeoutFound(Duration late) {
        delays.record(late.toMillis(), System.nanoTime());
    }

    /** Counts a login. */
    public void login() {
        logins.increment();
    }

    /** Counts a read that this node has answered from its copy. */
    public void nearHit() {
        nearHits.increment();
    }

    /** Counts a new id of a session. */
    public void idChanged() {
        idsChanged.increment();
    }

    /** Counts a value that can't be stored, and was refused. */
    public void valueRefused() {
        refused(SessionStoreCode.UNSTORABLE);
    }

    /** Counts a call to the store that was answered. */
    public void called(StoreOperation operation, Outcome outcome, long beganNanos) {
        long now = System.nanoTime();
        Timing timing = count(operations, operation);
        count(timing.counts, outcome).increment();
        count(timing.nanos, outcome).add(now - beganNanos);
        timing.times.record(now - beganNanos, now);
    }

    /** Counts a call to the store that failed. */
    public void failed(StoreOperation operation, SessionStoreException failure, long beganNanos) {
        boolean away = failure.code() == SessionStoreCode.UNAVAILABLE;
        called(operation, away ? Outcome.UNAVAILABLE : Outcome.REFUSED, beganNanos);
        refused(failure.code());
    }

    private static String label(SessionStoreCode code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Counts what was refused, by Redis or by this node. */
    public void refused(SessionStoreCode reason) {
        count(refusals, label(reason)).increment();
    }

    /** Counts what was read of a session. */
    public void read(SessionSnapshot session) {
        long bytes = fieldBytes(session) + session.metadata().size();
        bytesRead.add(bytes);
        long deferred = 0;
        for (Map.Entry<String, Integer> field : session.deferred().entrySet()) {
            deferred += field.getValue();
            attributes.saw(field.getKey(), field.getValue());
        }
        sizes.record(bytes + deferred, System.nanoTime());
    }

    /** Counts what was written of a new session. */
    public void written(SessionSnapshot session) {
        long bytes = fieldBytes(session) + session.metadata().size();
        bytesWritten.add(bytes);
        sizes.record(bytes, System.nanoTime());
    }

    private long fieldBytes(SessionSnapshot session) {
        long bytes = 0;
        for (Map.Entry<String, byte[]> field : session.fields().entrySet()) {
            int length = field.getValue().length;
            bytes += length;
            attributes.saw(field.getKey(), length);
        }
        return bytes;
    }

    /** Counts what was written of a change. */
    public void written(SessionDelta delta) {
        long bytes = 0;
        for (Map.Entry<String, byte[]> field : delta.changed().entrySet()) {
            bytes += field.getValue().length;
            attributes.saw(field.getKey(), field.getValue().length);
        }
        for (byte[] shared : delta.shared().values()) {
            bytes += shared.length;
        }
        bytesWritten.add(bytes);
    }

    /** Returns how many sessions were stored for the first time. */
    public long created() {
        return created.sum();
    }

    /** Returns how many sessions have ended for this reason. */
    public long ended(EndReason reason) {
        return count(ended, reason).sum();
    }

    /** Returns how many sessions have ended. */
    public long ended() {
        return ended.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Returns how many logins there were. */
    public long logins() {
        return logins.sum();
    }

    /** Returns how many reads this node has answered from its copies, without Redis. */
    public long nearHits() {
        return nearHits.sum();
    }

    /** Returns how many ids were changed. */
    public long idsChanged() {
        return idsChanged.sum();
    }

    /** Returns how many calls of a kind had this outcome. */
    public long calls(StoreOperation operation, Outcome outcome) {
        return count(count(operations, operation).counts, outcome).sum();
    }

    /** Returns how long the calls of a kind with this outcome have taken together. */
    public Duration time(StoreOperation operation, Outcome outcome) {
        return Duration.ofNanos(
                count(count(operations, operation).nanos, outcome).sum());
    }

    /** Returns the seconds below which this part of the calls of a kind took; NaN if there were none. */
    public double secondsOf(StoreOperation operation, double part) {
        return count(operations, operation).times.quantile(part, System.nanoTime()) / 1e9;
    }

    /** Returns how many bytes of values were read. */
    public long bytesRead() {
        return bytesRead.sum();
    }

    /** Returns how many bytes of values were written. */
    public long bytesWritten() {
        return bytesWritten.sum();
    }

    /** Returns the bytes below which this part of the sessions is that were read or created; NaN if there were none. */
    public double sizeOf(double part) {
        return sizes.quantile(part, System.nanoTime());
    }

    /**
     * Returns the seconds below which this part of the timeouts were found after their time; NaN if there were none.
     */
    public double timeoutDelayOf(double part) {
        return delays.quantile(part, System.nanoTime()) / 1e3;
    }

    /** Returns the names of the largest attributes with the most bytes that each has taken, the largest first. */
    public List<Map.Entry<String, Integer>> largestAttributes() {
        return attributes.largest();
    }

    /** Returns how often something was refused for this reason. */
    public long refusals(String reason) {
        return Optional.ofNullable(refusals.get(reason)).map(LongAdder::sum).orElse(0L);
    }

    private static <K, V> V count(Map<K, V> counts, K key) {
        V count = counts.get(key);
        if (count == null) {
            throw new IllegalArgumentException("There is no figure of " + key);
        }
        return count;
    }
}
