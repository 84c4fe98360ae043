package org.abisession.node;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts what the fields of one session take: each as it was when it was read, set or saved last. The container's own
 * fields do not count towards the session's limit. Not safe for use by several threads.
 */
final class AttributeSizes {
    private final SizeLimits limits;
    private final Map<String, Integer> bytes = new HashMap<>();

    AttributeSizes(SizeLimits limits) {
        this.limits = limits;
    }

    void put(String field, int size) {
        bytes.put(field, size);
    }

    /** Forgets all other fields. */
    void retain(Collection<String> names) {
        bytes.keySet().retainAll(names);
    }

    /**
     * Checks each of these fields, and all fields with them.
     *
     * @param changed what some of the fields would take
     * @throws IllegalArgumentException if that is too much
     */
    void check(Map<String, Integer> changed) {
        long growth = 0;
        String grownMost = "";
        int most = 0;
        for (Map.Entry<String, Integer> entry : changed.entrySet()) {
            String name = entry.getKey();
            int before = bytes.getOrDefault(name, 0);
            limits.checkAttribute(name, entry.getValue(), before);
            if (isOfTheApplication(name)) {
                int more = entry.getValue() - before;
                growth += more;
                if (more > most) {
                    most = more;
                    grownMost = name;
                }
            }
        }
        if (growth > 0) {
            checkSession(changed, growth, grownMost);
        }
    }

    private void checkSession(Map<String, Integer> changed, long growth, String grownMost) {
        long total = growth;
        String largest = grownMost;
        int largestBytes = changed.getOrDefault(grownMost, 0);
        for (Map.Entry<String, Integer> entry : bytes.entrySet()) {
            String name = entry.getKey();
            if (isOfTheApplication(name)) {
                total += entry.getValue();
                int now = changed.getOrDefault(name, entry.getValue());
                if (now > largestBytes) {
                    largest = name;
                    largestBytes = now;
                }
            }
        }
        limits.checkSession(grownMost, total, largest, largestBytes);
    }

    private static boolean isOfTheApplication(String field) {
        return FieldNames.attribute(field).isPresent();
    }
}
