package org.abisession.store;

import java.time.Duration;
import java.util.Optional;

/** The statistics of a store on one node. Safe for use by several threads; no method waits. */
public interface StoreStatistics {
    /** Returns true if the store, or a part of it, has not answered, so that calls to it fail at once. */
    boolean isOutage();

    /** Returns how many connections there may be to one address. */
    int poolSize();

    /** Returns how many connections calls use. */
    int poolUsed();

    /** Returns how many calls wait for a connection. */
    int poolWaiting();

    /** Returns how many saves met a change of the Python application and were done anew. */
    long conflicts();

    /** Returns how many whole sweeps this node has done. */
    long sweeps();

    /** Returns how long the sweeps of this node have taken together. */
    Duration sweepTime();

    /** Returns how long ago the last sweep of any node was counted; empty if none is known. */
    Optional<Duration> sweepAge();
}
