package org.abisession.node;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what becomes of values that can't be stored (Jakarta Servlet 6.0, 7.7.2): an application that is marked as
 * distributable gets an {@link IllegalArgumentException}; in any other the value stays with the session on this node.
 * Safe for use by several threads.
 */
final class UnstorableValues {
    private static final Logger LOG = LoggerFactory.getLogger(UnstorableValues.class);
    private static final int REMEMBERED = 1_000;

    private final boolean kept;
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    UnstorableValues(boolean kept) {
        this.kept = kept;
    }

    /** Returns true if the value is kept on this node, which the log says once for each class. */
    boolean isKept(String name, Object value, IllegalArgumentException reason) {
        String type = value.getClass().getName();
        if (kept && warned.size() < REMEMBERED && warned.add(type)) {
            LOG.warn(
                    "An attribute can't be stored and stays with the session on this node: on another node, and after a"
                            + " restart, it is absent. To have such values refused set"
                            + " abi.session.unstorable-attributes=refuse. This is logged once for each class. {}",
                    reason.getMessage());
        }
        return kept;
    }
}
