package org.abisession.codec;

import java.util.Set;

/**
 * Knows the classes that published attacks on Java deserialization are made of, of the JDK and of libraries. They are
 * refused whatever else would let them in, a pattern, or a place in {@code WEB-INF/classes}; only their full name in
 * {@code allowed-classes} lets one in. The names are prefixes: of a package, a class, or a name that goes on.
 */
final class KnownGadgets {
    private static final Set<String> PREFIXES = Set.copyOf(ClassTable.lines("known-gadgets.txt"));

    private KnownGadgets() {}

    /** Returns whether the class of this name, not of an array, is one of them. */
    static boolean contains(String className) {
        if (PREFIXES.contains(className)) {
            return true;
        }
        for (int i = 1; i < className.length(); i++) {
            if (PREFIXES.contains(className.substring(0, i))) {
                return true;
            }
        }
        return false;
    }
}
