package org.abisession.metrics;

import java.util.List;
import java.util.Map;

/**
 * The metrics of one application on one node, as JMX shows them under
 * {@code org.abisession:type=Sessions,application="..."}. Times are in milliseconds, sizes in bytes; a quantile of
 * nothing is -1.
 */
public interface SessionMetricsMXBean {
    /** Returns the name of the application; {@code /} for the root context. */
    String getApplication();

    /** Returns how many sessions this node has stored for the first time. */
    long getCreated();

    /** Returns how many sessions this node has ended, or found at their end. */
    long getEnded();

    /** Returns how many sessions this node has ended, or found at their end, by reason. */
    Map<String, Long> getEndedByReason();

    /** Returns how many sessions the application has on all nodes. */
    long getLive();

    /** Returns how many sessions requests of this node use. */
    long getInUse();

    /** Returns how many sessions this node keeps that no request uses. */
    long getKept();

    /** Returns how many values stay on this node, since they can't be stored. */
    long getLocalValues();

    /** Returns how many logins there were. */
    long getLogins();

    /** Returns how many reads this node has answered from its copies, without Redis. */
    long getNearHits();

    /** Returns how many ids were changed. */
    long getIdsChanged();

    /** Returns how many calls to the store there were, by operation and outcome. */
    Map<String, Long> getOperations();

    /** Returns how many milliseconds the calls to the store have taken together, by operation and outcome. */
    Map<String, Double> getOperationMillis();

    /** Returns the milliseconds below which 99 % of the calls took, by operation. */
    Map<String, Double> getOperationMillis99();

    /** Returns how many bytes of values were read. */
    long getBytesRead();

    /** Returns how many bytes of values were written. */
    long getBytesWritten();

    /** Returns the median size of sessions. */
    double getSize50();

    /** Returns the size below which 95 % of the sessions are. */
    double getSize95();

    /** Returns the size below which 99 % of the sessions are. */
    double getSize99();

    /** Returns the size of the largest session. */
    double getSizeMax();

    /** Returns the largest attributes, as {@code name=bytes}. */
    List<String> getLargestAttributes();

    /** Returns how often something was refused, by reason. */
    Map<String, Long> getRefusals();

    /** Returns how many saves met a change of the Python application and were done anew. */
    long getConflicts();

    /** Returns true if Redis, or a node of a cluster, has not answered, so that calls to it fail at once. */
    boolean isOutage();

    /** Returns how many connections there may be to one address. */
    int getPoolSize();

    /** Returns how many connections calls use. */
    int getPoolUsed();

    /** Returns how many calls wait for a connection. */
    int getPoolWaiting();

    /** Returns how many sweeps this node has done. */
    long getSweeps();

    /** Returns how many milliseconds the sweeps of this node have taken together. */
    long getSweepMillis();

    /** Returns how many milliseconds ago the last sweep of any node was; -1 if none is known. */
    long getSweepAgeMillis();

    /** Returns how many milliseconds after their time sessions were found, at most. */
    double getTimeoutDelayMillis();
}
