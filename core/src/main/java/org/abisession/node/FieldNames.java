package org.abisession.node;

import java.util.Optional;

/**
 * Says how attributes are named in the record: by their own name; one that begins with {@code @} gets one
 * more, since fields with a single {@code @} are control fields.
 */
final class FieldNames {
    private FieldNames() {}

    static String ofAttribute(String name) {
        return name.startsWith("@") ? "@" + name : name;
    }

    static String ofControl(String name) {
        return "@" + name;
    }

    /** Returns the name of the attribute that a field holds; empty for a control field. */
    static Optional<String> attribute(String field) {
        if (!field.startsWith("@")) {
            return Optional.of(field);
        }
        return field.startsWith("@@") ? Optional.of(field.substring(1)) : Optional.empty();
    }
}
