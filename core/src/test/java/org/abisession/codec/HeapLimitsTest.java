package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
class HeapLimitsTest {
    /** Texts that take much more memory than they have bytes, and are still not too long themselves. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "1.5", "{\"\":1}", "\"\""})
    void checkHeap_sameAsReading(String element) throws Exception {
        byte[] small = list(element, 1_000);
        byte[] large = list(element, Math.min(16 << 20, HeapLimits.longestText() - 100));
        ValueReader.checkHeap(small);
        assertThat(reader().read(small)).isInstanceOf(List.class);
        if (isRefused(large)) {
            assertThatThrownBy(() -> ValueReader.checkHeap(large))
                    .isInstanceOf(StreamLimitException.class)
                    .hasMessageContaining("bytes in memory");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000_000})
    void fits_anyTextOfThisLength_isNotRefused(int length) throws Exception {
        if (HeapLimits.fits(length)) {
            for (String element : new String[] {"{}", "[]", "1", "\"\""}) {
                assertThat(isRefused(list(element, length))).isFalse();
            }
        }
    }

    private static ValueReader reader() {
        AttributeClassFilter filter =
                new AttributeClassFilter(HeapLimitsTest.class.getClassLoader(), null, new ClassPatterns(List.of()));
        return new ValueReader(new TypedReader(filter, new JavaEnvelope(filter)));
    }

    private static boolean isRefused(byte[] json) throws Exception {
        try {
            reader().read(json);
            return false;
        } catch (StreamLimitException e) {
            return true;
        }
    }

    private static byte[] list(String element, int length) {
        String items = (element + ",").repeat(length / (element.length() + 1));
        return ("[" + items + element + "]").getBytes(StandardCharsets.UTF_8);
    }
}
