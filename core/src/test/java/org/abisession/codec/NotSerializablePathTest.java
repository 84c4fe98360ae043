package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("UnusedVariable") // fields that only serialization reads
class NotSerializablePathTest {
    private static final class Connection {}

    private static class Named implements Serializable {
        private final transient Connection skipped = new Connection();
        private final Object inherited;

        Named(Object inherited) {
            this.inherited = inherited;
        }

        Connection skipped() {
            return skipped;
        }

        Object inherited() {
            return inherited;
        }
    }

    private static final class Item extends Named {
        private static final Connection SHARED = new Connection();
        private final Object connection;
        private Item self;

        Item(Object connection, Object inherited) {
            super(inherited);
            this.connection = connection;
            this.self = this;
            assertThat(SHARED).isNotNull();
        }
    }

    private record Pair(Object left, Object right) implements Serializable {}

    private static final class Items extends ArrayList<Object> {
        private final Object owner;

        Items(Object owner) {
            this.owner = owner;
        }
    }

    private final AttributeCodec codec = AttributeCodec.builder(NotSerializablePathTest.class.getClassLoader())
            .build();

    static Stream<Arguments> paths() {
        Connection bad = new Connection();
        Map<String, Object> cart = new LinkedHashMap<>();
        cart.put("items", new ArrayList<>(Arrays.asList(1, null, new Item(null, null), new Item(bad, null))));
        Items items = new Items(bad);
        items.add(new Item("fine", "fine"));
        return Stream.of(
                Arguments.of(bad, "cart"),
                Arguments.of(new Item(bad, null), "cart.connection"),
                Arguments.of(new Item(null, bad), "cart.inherited"),
                Arguments.of(new Item(new Item(null, bad), null), "cart.connection.inherited"),
                Arguments.of(new Pair(1, bad), "cart.right"),
                Arguments.of(cart, "cart[\"items\"][3].connection"),
                Arguments.of(new ArrayList<>(List.of("a", bad)), "cart[1]"),
                Arguments.of(new Object[] {new Object[] {bad}}, "cart[0][0]"),
                Arguments.of(new HashMap<>(Map.of(5, bad)), "cart[5]"),
                Arguments.of(new HashMap<>(Map.of("x".repeat(100), bad)), "cart[key 0]"),
                Arguments.of(new HashMap<>(Map.of(bad, 1)), "cart.keySet()[0]"),
                Arguments.of(Collections.unmodifiableList(new ArrayList<>(List.of(bad))), "cart[0]"),
                Arguments.of(new AtomicReference<>(bad), "cart.get()"),
                Arguments.of(items, "cart.owner"));
    }

    @ParameterizedTest
    @MethodSource("paths")
    void encode_somethingNotSerializable_throwsNamingAttributeClassAndPath(Object value, String path) {
        assertThatThrownBy(() -> codec.encode("cart", value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Attribute 'cart' (" + value.getClass().getName() + ") can't be stored: "
                        + Connection.class.getName() + " at " + path
                        + " is not java.io.Serializable. Make it so, or mark the field transient.");
    }

    @Test
    void encode_optional_throwsSinceTheJdkSaysItIsNotSerializable() {
        assertThatThrownBy(() -> codec.encode("cart", new Pair(Optional.empty(), null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.util.Optional at cart.left is not java.io.Serializable");
    }

    @Test
    void encode_insideWhatTheWalkCannotSee_namesTheClassWithoutPath() {
        Serializable hiding = new Replaced();

        assertThatThrownBy(() -> codec.encode("cart", hiding))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(
                        "can't be stored: " + Connection.class.getName() + " is not java.io.Serializable");
    }

    private static final class Replaced implements Serializable {
        private Object writeReplace() {
            return new Connection();
        }
    }

    @Test
    void encode_transientAndStaticFields_areNotLookedAt() {
        Item back = (Item) codec.decode("cart", codec.encode("cart", new Item("c", "i")));

        assertThat(back.skipped()).isNull();
        assertThat(back.inherited()).isEqualTo("i");
        assertThat(back.self).isSameAs(back);
    }
}
