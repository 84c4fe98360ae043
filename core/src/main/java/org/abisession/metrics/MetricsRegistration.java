package org.abisession.metrics;

import java.lang.management.ManagementFactory;
import java.util.Optional;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The place of an application's metrics in JMX. Safe for use by several threads. */
public final class MetricsRegistration implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsRegistration.class);
    /** The most nodes with one application in one JVM. More than one are for tests and demonstrations. */
    private static final int MOST_NODES = 100;

    private final Optional<ObjectName> name;

    private MetricsRegistration(Optional<ObjectName> name) {
        this.name = name;
    }

    /** Shows metrics in JMX. Where that is not allowed, the application starts without. */
    public static MetricsRegistration of(SessionMetrics metrics) {
        try {
            MBeanServer server = ManagementFactory.getPlatformMBeanServer();
            for (int node = 1; node <= MOST_NODES; node++) {
                Optional<ObjectName> taken = register(server, new SessionMetricsBean(metrics), name(metrics, node));
                if (taken.isPresent()) {
                    return new MetricsRegistration(taken);
                }
            }
        } catch (JMException | RuntimeException | LinkageError e) {
            LOG.warn("The metrics of the sessions are not in JMX: {}", e.toString());
        }
        return new MetricsRegistration(Optional.empty());
    }

    private static ObjectName name(SessionMetrics metrics, int node) throws JMException {
        return new ObjectName("org.abisession:type=Sessions,application=" + ObjectName.quote(metrics.application())
                + (node == 1 ? "" : ",node=" + node));
    }

    private static Optional<ObjectName> register(MBeanServer server, SessionMetricsBean bean, ObjectName name)
            throws JMException {
        try {
            return Optional.of(server.registerMBean(bean, name).getObjectName());
        } catch (InstanceAlreadyExistsException e) {
            return Optional.empty(); // another node of this JVM has it
        }
    }

    /** Returns the name in JMX; empty if it is not there. */
    public Optional<ObjectName> name() {
        return name;
    }

    @Override
    public void close() {
        name.ifPresent(registered -> {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(registered);
            } catch (JMException e) {
                LOG.debug("{} was not in JMX any more", registered, e);
            }
        });
    }
}
