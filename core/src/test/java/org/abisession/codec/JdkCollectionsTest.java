package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests that a stored collection comes back equal and as usable as it was, or is refused when it is stored. */
class JdkCollectionsTest {
    private static final int SIZES = 6;
    private static final Map<String, Function<List<Object>, Object>> ALL = JdkCollections.ofElements();

    private final AttributeCodec codec =
            AttributeCodec.builder(JdkCollectionsTest.class.getClassLoader()).build();

    static Stream<String> names() {
        return ALL.keySet().stream();
    }

    /**
     * Elements that are sorted: texts, numbers with a type beside them, and values that only Java serialization has.
     */
    static List<List<Object>> elements() {
        return List.of(
                List.of("a", "b", "c", "d", "e"),
                List.of(1, 2, 3, 4, 5),
                List.of(1L, 2L, 3L, 4L, 5L),
                List.of(
                        new java.sql.Timestamp(1),
                        new java.sql.Timestamp(2),
                        new java.sql.Timestamp(3),
                        new java.sql.Timestamp(4),
                        new java.sql.Timestamp(5)));
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("full")
    void decode_ofEachSize_isEqualAndAsUsableOrRefused(String name) {
        for (List<Object> elements : elements()) {
            for (int size = 0; size < SIZES; size++) {
                List<Object> items = elements.subList(0, size);
                check(name + " of " + items, () -> make(name, items));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    @Tag("matrix")
    void decode_nestedInEachOther_isEqualAndAsUsableOrRefused(String outer) {
        int next = outer.length();
        for (String inner : ALL.keySet()) {
            int size = next++ % SIZES;
            if ((next + inner.length()) % 4 != 0) {
                continue; // some of the pairs are enough: the outer one sees one of each inner class or its like
            }
            List<Object> innermost = List.<Object>of(1L, 2L, 3L, 4L, 5L).subList(0, size);
            check(outer + " of " + inner + " of " + size, () -> {
                Object made = make(inner, innermost);
                return made == null ? null : make(outer, List.of(made));
            });
        }
    }

    @Test
    void decode_streamListsOfOneAndTwo_areReadWhereAnEarlierReleaseStoredThem() {
        for (String items : List.of("1", "1,2", "1,2,3")) {
            String text = "{\"@type\":\"list-of-many\",\"items\":[" + items + "]}";
            assertThat(codec.decode("a", text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .hasToString("[" + items.replace(",", ", ") + "]");
        }
    }

    private static Object make(String name, List<Object> items) {
        try {
            return Objects.requireNonNull(ALL.get(name)).apply(items);
        } catch (ClassCastException | NullPointerException | IllegalArgumentException e) {
            return null; // such a one there is not: sorted ones of what can't be compared
        }
    }

    private void check(String what, Callable<Object> maker) {
        try {
            Object value = maker.call();
            if (value == null) {
                return;
            }
            byte[] stored;
            try {
                stored = codec.encode("a", value);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage())
                        .as(what)
                        .startsWith("Attribute 'a' (" + value.getClass().getName());
                return;
            }
            Object back = codec.decode("a", stored);
            assertThat(Likeness.difference(value, back)).as(what).isNull();
            if (back instanceof SortedSet<?> && what.matches(".*TreeSet.*\\.((head|tail|descending)Set|reversed).*")) {
                return; // a view comes back as a set of its own, without the bounds
            }
            assertThat(Likeness.differenceInUse(maker.call(), codec.decode("a", stored)))
                    .as(what)
                    .isNull();
        } catch (Exception e) {
            fail(what, e);
        }
    }
}
