package org.abisession.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    @Test
    void quantile_ofManyValues_isAtMostAnEighthTooHigh() {
        Histogram histogram = new Histogram(0);
        for (int i = 1; i <= 10_000; i++) {
            histogram.record(i, 0);
        }
        assertThat(histogram.quantile(0.5, 0)).isBetween(5_000.0, 5_625.0);
        assertThat(histogram.quantile(0.99, 0)).isBetween(9_900.0, 11_138.0);
        assertThat(histogram.quantile(1, 0)).isBetween(10_000.0, 11_250.0);
    }

    @Test
    void bucket_ofAnyValue_holdsItAndIsNarrow() {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63);
            long highest = Histogram.highest(Histogram.bucket(value));
            assertThat(highest).isGreaterThanOrEqualTo(value);
            assertThat((double) highest).isLessThanOrEqualTo(value * 1.125 + 1);
        }
        assertThat(Histogram.highest(Histogram.bucket(Long.MAX_VALUE))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void quantile_afterTwoMinutesWithoutAValue_isNone() {
        Histogram histogram = new Histogram(0);
        histogram.record(5, 0);
        assertThat(histogram.quantile(1, MINUTE)).isEqualTo(5);
        assertThat(histogram.quantile(1, 2 * MINUTE)).isNaN();
        histogram.record(7, 2 * MINUTE);
        assertThat(histogram.quantile(1, 9 * MINUTE)).isNaN();
    }
}
