package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Vector;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams of a few hundred bytes that would take hours to hash. */
@Timeout(30)
class HashCostLimitTest {
    private record Holder(Object first, Object second) implements Serializable {}

    private final AttributeCodec codec =
            AttributeCodec.builder(HashCostLimitTest.class.getClassLoader()).build();

    /** A collection of two others, made without hashing them. */
    @SuppressWarnings({"JdkObsolete", "ImmutableEnumChecker"}) // sessions hold old collections, too; lambdas
    private enum Knot {
        LIST((a, b) -> new ArrayList<>(Arrays.asList(a, b))),
        VECTOR((a, b) -> new Vector<>(Arrays.asList(a, b))),
        LINKED_LIST((a, b) -> new LinkedList<>(Arrays.asList(a, b))),
        COPY_ON_WRITE((a, b) -> new CopyOnWriteArrayList<>(Arrays.asList(a, b))),
        AS_LIST((a, b) -> Arrays.asList(a, b)),
        LIST_OF((a, b) -> List.of(a, b)),
        UNMODIFIABLE((a, b) -> Collections.unmodifiableList(new ArrayList<>(Arrays.asList(a, b)))),
        SYNCHRONIZED((a, b) -> Collections.synchronizedList(new ArrayList<>(Arrays.asList(a, b)))),
        MAP_VALUES((a, b) -> new LinkedHashMap<>(Map.of("a", a, "b", b))),
        UNMODIFIABLE_MAP((a, b) -> Collections.unmodifiableMap(new HashMap<>(Map.of("a", a, "b", b)))),
        ENTRY((a, b) -> new AbstractMap.SimpleEntry<>(a, b)),
        SINGLETON((a, b) -> Collections.singletonList(new AbstractMap.SimpleImmutableEntry<>(a, b)));

        private final BiFunction<Object, Object, Object> tie;

        Knot(BiFunction<Object, Object, Object> tie) {
            this.tie = tie;
        }

        /** Returns nested sets of so many levels; each is twice in the next. */
        Object rope(int levels) {
            Object left = tie.apply(1, 2);
            Object right = tie.apply(3, 4);
            for (int i = 1; i < levels; i++) {
                Object next = tie.apply(left, right);
                right = tie.apply(right, left);
                left = next;
            }
            return left;
        }
    }

    @ParameterizedTest
    @EnumSource
    void decode_sharedCollectionsInASet_areRefusedAtOnce(Knot knot) throws Exception {
        assertThatThrownBy(() -> codec.decode("a", inASet(knot.rope(60))))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("to hash one takes too long");
    }

    @Test
    void decode_nestedHashSets_areRefusedAtOnce() throws Exception {
        byte[] stored = envelope(nestedSets(100));
        assertThat(stored.length).isLessThan(10_000);
        assertThatThrownBy(() -> codec.decode("a", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("to hash one takes too long");
    }

    @Test
    void decode_setAfterTheSharedLists_isRefusedAtOnce() throws Exception {
        byte[] stored = envelope(serialize(new Object[] {Knot.LIST.rope(60), new HashSet<>()}));
        assertThatThrownBy(() -> codec.decode("a", stored)).hasMessageContaining("to hash one takes too long");
    }

    @Test
    void encode_whatCouldNotBeRead_isRefused() {
        Object value = new Holder(Knot.LIST.rope(60), new HashMap<>());
        assertThatThrownBy(() -> codec.encode("a", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("to hash one takes too long");
    }

    @Test
    void encode_sharedCollectionsWithoutAnyHashing_comeBack() {
        Holder back = (Holder) codec.decode("a", codec.encode("a", new Holder(Knot.LIST.rope(60), "b")));
        assertThat(((List<?>) back.first()).size()).isEqualTo(2);
    }

    @Test
    void encode_honestSharing_comesBack() {
        List<String> options = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            options.add("option " + i);
        }
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            rows.add(new HashMap<>(Map.of("n", i, "options", options)));
        }
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("self", cycle);
        cycle.put("copies", Collections.nCopies(1_000, rows));
        Holder value = new Holder(rows, cycle);
        Holder back = (Holder) codec.decode("a", codec.encode("a", value));
        assertThat(back.first()).isEqualTo(rows);
        assertThat(((Map<?, ?>) back.second()).get("self")).isSameAs(back.second());
    }

    @Test
    void encode_copiesThatAreRefusedOnReading_areRefused() {
        assertThatThrownBy(() -> codec.encode("a", new Holder(Collections.nCopies(Integer.MAX_VALUE, "b"), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its arrays are longer than its data");
        Holder value = new Holder(Collections.nCopies(2_000, "b"), null);
        assertThat(codec.decode("a", codec.encode("a", value))).isEqualTo(value);
    }

    /** A set of an element that is in it without having been hashed: it was put there later. */
    private static byte[] inASet(Object element) throws Exception {
        List<Object> placed = new ArrayList<>();
        Set<Object> set = new HashSet<>();
        set.add(placed);
        placed.add(element);
        return envelope(serialize(set));
    }

    /** Each level is a set of the two below, which were empty when they were put there. */
    private static byte[] nestedSets(int levels) throws Exception {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < levels; i++) {
            Set<Object> first = new HashSet<>(Set.of("first"));
            Set<Object> second = new HashSet<>();
            left.add(first);
            left.add(second);
            right.add(first);
            right.add(second);
            left = first;
            right = second;
        }
        return serialize(root);
    }

    private static byte[] serialize(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] envelope(byte[] stream) {
        String data = Base64.getEncoder().encodeToString(stream);
        return ("{\"@type\":\"java\",\"class\":\"x\",\"data\":\"" + data + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
