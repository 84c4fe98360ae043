package org.abisession.boot;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import org.abisession.metrics.SessionMeters;
import org.abisession.node.SessionNode;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Binds the metrics of the sessions to the registry of the application once the server runs: before, the sessions are
 * not open. Safe for use by several threads.
 */
final class BootMeters implements ApplicationListener<ContextRefreshedEvent>, DisposableBean {
    private final BootSessions sessions;
    private final ObjectProvider<MeterRegistry> registries;
    private final Map<SessionNode, SessionMeters> bound = new HashMap<>();

    BootMeters(BootSessions sessions, ObjectProvider<MeterRegistry> registries) {
        this.sessions = sessions;
        this.registries = registries;
        sessions.onAdded(() -> registries.ifUnique(this::bind)); // a war's are opened after its context
    }

    @Override
    public void onApplicationEvent(ContextRefreshedEvent event) {
        registries.ifUnique(this::bind); // of several, the one that Actuator has made primary
    }

    private synchronized void bind(MeterRegistry registry) {
        for (SessionNode node : sessions.openNodes()) {
            if (!bound.containsKey(node)) {
                SessionMeters meters = new SessionMeters(node.metrics());
                meters.bindTo(registry);
                bound.put(node, meters);
            }
        }
    }

    @Override
    public synchronized void destroy() {
        bound.values().forEach(SessionMeters::close);
        bound.clear();
    }
}
