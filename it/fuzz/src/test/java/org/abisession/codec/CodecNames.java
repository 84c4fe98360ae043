package org.abisession.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Describes what the fuzzers must know of the codec: the tags of typed JSON, and the classes of the JDK that are let
 * in.
 */
public final class CodecNames {
    private static final List<String> COLLECTIONS = List.of(
            "linked-list",
            "copy-on-write-list",
            "array-deque",
            "hash-set",
            "linked-hash-set",
            "tree-set",
            "list-of",
            "list-of-many",
            "set-of",
            "set-of-many",
            "empty-list",
            "empty-set",
            "singleton-list",
            "singleton-set",
            "map",
            "tree-map",
            "concurrent-hash-map",
            "map-of",
            "map-of-many",
            "empty-map",
            "singleton-map");

    private CodecNames() {}

    /** Every tag, and some that are none. */
    public static List<String> tags() {
        List<String> tags = new ArrayList<>(List.of("array", "enum", "enum-set", "enum-map", "java", "", "no-such"));
        ValueTypes.all().forEach(type -> tags.add(type.name()));
        tags.addAll(COLLECTIONS);
        return tags;
    }

    /** Returns whether a stored value may name this class of the JDK. */
    public static boolean isJdkValue(String className) {
        return JdkValueClasses.contains(className) || JdkValueClasses.containsInterface(className);
    }
}
