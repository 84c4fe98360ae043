package org.abisession.codec;

import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.FilterInfo;
import java.io.ObjectInputFilter.Status;
import org.jspecify.annotations.Nullable;

/**
 * Asks the filter that the JVM has for every stream of Java serialization ({@code -Djdk.serialFilter}), beside the
 * one of this codec: what either refuses is refused. It is asked when a value is stored, too, as far as it can be
 * answered then: for classes, array lengths, references and bytes, not for depth.
 */
final class JvmFilter {
    private JvmFilter() {}

    /** Returns a filter that refuses what this one or the JVM's refuses. */
    static ObjectInputFilter mergedWith(ObjectInputFilter ours) {
        return ObjectInputFilter.merge(ours, ObjectInputFilter.Config.getSerialFilter());
    }

    /** Returns why the JVM would not read such an object back, or null if it would; the length is -1 for no array. */
    static @Nullable ClassRefusedException refusal(Class<?> type, long arrayLength, long references) {
        return refuses(new Question(type, arrayLength, 1, references, 0)) ? ClassRefusedException.byJvm(type) : null;
    }

    /** Returns why the JVM would not read so many references and bytes back, or null if it would. */
    static @Nullable ClassRefusedException refusal(long references, long bytes) {
        return refuses(new Question(null, -1, 1, references, bytes)) ? ClassRefusedException.byJvm(Object.class) : null;
    }

    private static boolean refuses(FilterInfo question) {
        ObjectInputFilter filter = ObjectInputFilter.Config.getSerialFilter();
        return filter != null && filter.checkInput(question) == Status.REJECTED;
    }

    private record Question(
            @Nullable Class<?> serialClass, long arrayLength, long depth, long references, long streamBytes)
            implements FilterInfo {}
}
