package org.abisession.node;

import java.util.Map;

/**
 * Counts what the fields of one session take: each as it was when it was read, set or saved last. The container's own
 * fields do not count towards the session's limit. The lock of the session guards it.
 */
final class AttributeSizes {
    private final SizeLimits limits;
    private final Map<String, AttributeField> fields;

    /**
     * Makes the count of some fields.
     *
     * @param fields all of the session, as they are at any time
     */
    AttributeSizes(SizeLimits limits, Map<String, AttributeField> fields) {
        this.limits = limits;
        this.fields = fields;
    }

    /** Notes what a field takes now, if the session still has it. */
    void put(String name, int bytes) {
        AttributeField field = fields.get(name);
        if (field != null) {
            field.bytes = bytes;
        }
    }

    private int of(String name) {
        AttributeField field = fields.get(name);
        return field == null ? 0 : field.bytes;
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
            int before = of(name);
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
        for (Map.Entry<String, AttributeField> entry : fields.entrySet()) {
            String name = entry.getKey();
            if (isOfTheApplication(name)) {
                total += entry.getValue().bytes;
                int now = changed.getOrDefault(name, entry.getValue().bytes);
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
