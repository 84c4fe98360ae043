package org.abisession.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.abisession.metrics.StoreOperation.Outcome;

/** Shows metrics to JMX. */
final class SessionMetricsBean implements SessionMetricsMXBean {
    private final SessionMetrics metrics;

    SessionMetricsBean(SessionMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public String getApplication() {
        return metrics.application();
    }

    @Override
    public long getCreated() {
        return metrics.created();
    }

    @Override
    public long getEnded() {
        return metrics.ended();
    }

    @Override
    public Map<String, Long> getEndedByReason() {
        return map(List.of(EndReason.values()), EndReason::label, metrics::ended);
    }

    @Override
    public long getLive() {
        return metrics.gauges().live();
    }

    @Override
    public long getInUse() {
        return metrics.gauges().inUse();
    }

    @Override
    public long getKept() {
        return metrics.gauges().kept();
    }

    @Override
    public long getLocalValues() {
        return metrics.gauges().localValues();
    }

    @Override
    public long getLogins() {
        return metrics.logins();
    }

    @Override
    public long getNearHits() {
        return metrics.nearHits();
    }

    @Override
    public long getIdsChanged() {
        return metrics.idsChanged();
    }

    @Override
    public Map<String, Long> getOperations() {
        return byOutcome(metrics::calls);
    }

    @Override
    public Map<String, Double> getOperationMillis() {
        return byOutcome(
                (operation, outcome) -> metrics.time(operation, outcome).toNanos() / 1e6);
    }

    @Override
    public Map<String, Double> getOperationMillis99() {
        return map(
                List.of(StoreOperation.values()),
                StoreOperation::label,
                operation -> known(metrics.secondsOf(operation, 0.99) * 1e3));
    }

    /** Takes a figure of calls of one kind with one outcome. */
    private interface Figure<V> {
        V of(StoreOperation operation, Outcome outcome);
    }

    private static <V> Map<String, V> byOutcome(Figure<V> figure) {
        SortedMap<String, V> map = new TreeMap<>();
        for (StoreOperation operation : StoreOperation.values()) {
            for (Outcome outcome : Outcome.values()) {
                map.put(operation.label() + " " + outcome.label(), figure.of(operation, outcome));
            }
        }
        return map;
    }

    private static <K, V> Map<String, V> map(List<K> keys, Function<K, String> label, Function<K, V> value) {
        SortedMap<String, V> map = new TreeMap<>();
        keys.forEach(key -> map.put(label.apply(key), value.apply(key)));
        return map;
    }

    private static double known(double value) {
        return Double.isNaN(value) ? -1 : value;
    }

    @Override
    public long getBytesRead() {
        return metrics.bytesRead();
    }

    @Override
    public long getBytesWritten() {
        return metrics.bytesWritten();
    }

    @Override
    public double getSize50() {
        return known(metrics.sizeOf(0.5));
    }

    @Override
    public double getSize95() {
        return known(metrics.sizeOf(0.95));
    }

    @Override
    public double getSize99() {
        return known(metrics.sizeOf(0.99));
    }

    @Override
    public double getSizeMax() {
        return known(metrics.sizeOf(1));
    }

    @Override
    public List<String> getLargestAttributes() {
        return metrics.largestAttributes().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    @Override
    public Map<String, Long> getRefusals() {
        return map(SessionMetrics.reasons(), Function.identity(), metrics::refusals);
    }

    @Override
    public long getConflicts() {
        return metrics.gauges().conflicts();
    }

    @Override
    public boolean isOutage() {
        return metrics.gauges().isOutage();
    }

    @Override
    public int getPoolSize() {
        return metrics.gauges().poolSize();
    }

    @Override
    public int getPoolUsed() {
        return metrics.gauges().poolUsed();
    }

    @Override
    public int getPoolWaiting() {
        return metrics.gauges().poolWaiting();
    }

    @Override
    public long getSweeps() {
        return metrics.gauges().sweeps();
    }

    @Override
    public long getSweepMillis() {
        return metrics.gauges().sweepTime().toMillis();
    }

    @Override
    public long getSweepAgeMillis() {
        return metrics.gauges().sweepAge().map(Duration::toMillis).orElse(-1L);
    }

    @Override
    public double getTimeoutDelayMillis() {
        return known(metrics.timeoutDelayOf(1) * 1e3);
    }
}
