package org.abisession.benchmarks;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/** Returns the medians of figures. */
final class Medians {
    private Medians() {}

    /** Returns the median of a figure of each. */
    static <T> double of(Collection<T> all, ToDoubleFunction<? super T> figure) {
        return of(all.stream().map(figure::applyAsDouble).toList());
    }

    /** Returns the median; of two in the middle the larger one. */
    static double of(Collection<? extends Number> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
