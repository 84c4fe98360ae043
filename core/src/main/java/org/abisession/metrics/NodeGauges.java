package org.abisession.metrics;

import java.time.Duration;
import java.util.Optional;

/**
 * Holds what a node has at the moment, for its metrics to ask. Safe for use by several threads; no method waits long.
 */
public interface NodeGauges {
    /** Returns how many sessions the application has on all nodes, as the last sweep has counted them. */
    long live();

    /** Returns how many sessions requests of this node use. */
    long inUse();

    /** Returns how many sessions this node keeps that no request uses. */
    long kept();

    /** Returns how many values stay on this node, since they can't be stored. */
    long localValues();

    /** Returns true if Redis, or a node of a cluster, has not answered, so that calls to it fail at once. */
    boolean isOutage();

    /** Returns how many connections there may be to one address. */
    int poolSize();

    /** Returns how many connections calls use. */
    int poolUsed();

    /** Returns how many calls wait for a connection. */
    int poolWaiting();

    /** Returns how many saves met a change of the Python application and were done anew. */
    long conflicts();

    /** Returns how many sweeps this node has done. */
    long sweeps();

    /** Returns how long the sweeps of this node have taken together. */
    Duration sweepTime();

    /** Returns how long ago the last sweep of any node was counted; empty if none is known. */
    Optional<Duration> sweepAge();
}
