package org.abisession.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.abisession.metrics.StoreOperation.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one application as Micrometer has them, under names that begin with {@code abi.session.};
 * docs/metrics.md lists them. Needs Micrometer on the class path, and is the only class that does.
 *
 * <pre>{@code
 * new SessionMeters(node.metrics()).bindTo(registry);
 * }</pre>
 */
public final class SessionMeters implements MeterBinder, AutoCloseable {
    private static final String PREFIX = "abi.session.";
    private static final List<Double> PARTS = List.of(0.5, 0.95, 0.99, 1.0);

    /** A meter, and where it is. */
    private record Bound(MeterRegistry registry, Meter meter) {}

    private final SessionMetrics metrics;
    private final Tags tags;
    private final List<Bound> meters = new CopyOnWriteArrayList<>();

    /** Makes the meters of one application; {@link #bindTo} registers them. */
    public SessionMeters(SessionMetrics metrics) {
        this.metrics = metrics;
        this.tags = Tags.of("application", metrics.application());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        NodeGauges gauges = metrics.gauges();
        counter(registry, "created", "Sessions stored for the first time", "sessions", tags, m -> m.created());
        for (EndReason reason : EndReason.values()) {
            counter(
                    registry,
                    "ended",
                    "Sessions that this node has ended, or found at their end",
                    "sessions",
                    tags.and("reason", reason.label()),
                    m -> m.ended(reason));
        }
        counter(registry, "logins", "Logins", null, tags, m -> m.logins());
        counter(registry, "near.hits", "Reads from the near cache, without Redis", null, tags, m -> m.nearHits());
        counter(registry, "id.changes", "New ids of sessions, as at a login", null, tags, m -> m.idsChanged());
        counter(registry, "data.read", "Values read from Redis", "bytes", tags, m -> m.bytesRead());
        counter(registry, "data.written", "Values written to Redis", "bytes", tags, m -> m.bytesWritten());
        for (String reason : SessionMetrics.reasons()) {
            counter(
                    registry,
                    "refusals",
                    "Calls that Redis did not answer or refused, and values that can't be stored",
                    null,
                    tags.and("reason", reason),
                    m -> m.refusals(reason));
        }
        counter(
                registry,
                "conflicts",
                "Saves that met a change of the Python application and were repeated",
                null,
                tags,
                m -> gauges.conflicts());
        gauge(registry, "live", "Sessions of the application on all nodes", null, tags, m -> gauges.live());
        gauge(registry, "in.use", "Sessions that requests of this node use", null, tags, m -> gauges.inUse());
        gauge(registry, "kept", "Sessions kept on this node that no request uses", null, tags, m -> gauges.kept());
        gauge(registry, "local.values", "Values that stay on this node", null, tags, m -> gauges.localValues());
        gauge(registry, "outage", "1 while calls fail at once", null, tags, m -> gauges.isOutage() ? 1 : 0);
        gauge(registry, "pool.size", "Most connections to one address", null, tags, m -> gauges.poolSize());
        gauge(registry, "pool.used", "Connections that calls use", null, tags, m -> gauges.poolUsed());
        gauge(registry, "pool.waiting", "Calls that wait for a connection", null, tags, m -> gauges.poolWaiting());
        bindQuantiles(registry);
        bindTimes(registry, gauges);
    }

    private void bindQuantiles(MeterRegistry registry) {
        for (double part : PARTS) {
            Tags quantile = quantile(part);
            gauge(registry, "size", "Size of sessions read or created", "bytes", quantile, m -> m.sizeOf(part));
            timeGauge(
                    registry,
                    "timeout.delay",
                    "How long after their time expired sessions were found",
                    quantile,
                    m -> m.timeoutDelayOf(part));
            for (StoreOperation operation : StoreOperation.values()) {
                timeGauge(
                        registry,
                        "operation.duration",
                        "Time of calls to Redis in the last minutes",
                        quantile.and("operation", operation.label()),
                        m -> m.secondsOf(operation, part));
            }
        }
    }

    private Tags quantile(double part) {
        return tags.and("quantile", part == 1 ? "1" : String.format(Locale.ROOT, "%s", part));
    }

    private void bindTimes(MeterRegistry registry, NodeGauges gauges) {
        for (StoreOperation operation : StoreOperation.values()) {
            for (Outcome outcome : Outcome.values()) {
                add(
                        registry,
                        FunctionTimer.builder(
                                        PREFIX + "operations",
                                        metrics,
                                        m -> m.calls(operation, outcome),
                                        m -> m.time(operation, outcome).toNanos(),
                                        TimeUnit.NANOSECONDS)
                                .description("Calls to Redis")
                                .tags(tags.and("operation", operation.label(), "outcome", outcome.label()))
                                .register(registry));
            }
        }
        add(
                registry,
                FunctionTimer.builder(
                                PREFIX + "sweeps",
                                metrics,
                                m -> gauges.sweeps(),
                                m -> gauges.sweepTime().toNanos(),
                                TimeUnit.NANOSECONDS)
                        .description("Searches of this node for expired sessions")
                        .tags(tags)
                        .register(registry));
        timeGauge(
                registry,
                "sweep.age",
                "How long ago the last sweep of any node was",
                tags,
                m -> gauges.sweepAge()
                        .map(Duration::toMillis)
                        .map(millis -> millis / 1e3)
                        .orElse(Double.NaN));
    }

    private void counter(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            Tags counted,
            ToDoubleFunction<SessionMetrics> figure) {
        add(
                registry,
                FunctionCounter.builder(PREFIX + name, metrics, figure)
                        .description(description)
                        .baseUnit(unit)
                        .tags(counted)
                        .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            @Nullable String unit,
            Tags shown,
            ToDoubleFunction<SessionMetrics> figure) {
        add(
                registry,
                Gauge.builder(PREFIX + name, metrics, figure)
                        .description(description)
                        .baseUnit(unit)
                        .tags(shown)
                        .register(registry));
    }

    private void timeGauge(
            MeterRegistry registry,
            String name,
            String description,
            Tags shown,
            ToDoubleFunction<SessionMetrics> seconds) {
        add(
                registry,
                TimeGauge.builder(PREFIX + name, metrics, TimeUnit.SECONDS, seconds)
                        .description(description)
                        .tags(shown)
                        .register(registry));
    }

    private void add(MeterRegistry registry, Meter meter) {
        meters.add(new Bound(registry, meter));
    }

    /** Removes the meters from the registries, so that an application that starts anew can have its own there. */
    @Override
    public void close() {
        meters.forEach(bound -> {
            Meter unused = bound.registry.remove(bound.meter);
        });
        meters.clear();
    }
}
