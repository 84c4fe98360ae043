package org.abisession.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

@SuppressWarnings({"JavaUtilDate", "JdkObsolete", "BigDecimalEquals"}) // such values are stored, too
class IdentityTest {
    private static final class Node implements Serializable {
        private final List<Node> children = new ArrayList<>();
        private Node parent;
    }

    private final AttributeCodec codec =
            AttributeCodec.builder(IdentityTest.class.getClassLoader()).build();

    @Test
    void decode_listHeldTwice_isOneListHeldTwice() {
        List<Object> shared = new ArrayList<>(List.of("a"));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("x", shared);
        map.put("y", shared);

        Map<?, ?> back = (Map<?, ?>) codec.decode("a", codec.encode("a", map));

        assertThat(back.get("x")).isEqualTo(shared).isSameAs(back.get("y"));
        assertThat(back).isExactlyInstanceOf(LinkedHashMap.class);
    }

    @Test
    void decode_dateHeldTwiceThroughUnmodifiableLists_isOneDate() {
        Date date = new Date(5);
        List<?> back = (List<?>) codec.decode("a", codec.encode("a", List.of(List.of(date), List.of(date))));

        assertThat(((List<?>) back.get(0)).get(0)).isEqualTo(date).isSameAs(((List<?>) back.get(1)).get(0));
    }

    @Test
    void decode_mapThatHoldsItself_holdsItself() {
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);

        Map<?, ?> back = (Map<?, ?>) codec.decode("a", codec.encode("a", map));

        assertThat(back.get("self")).isSameAs(back);
    }

    @Test
    void decode_cycleOfApplicationObjects_isACycle() {
        Node parent = new Node();
        Node child = new Node();
        child.parent = parent;
        parent.children.add(child);

        Node back = (Node) codec.decode("a", codec.encode("a", parent));

        assertThat(back.children).hasSize(1);
        assertThat(back.children.get(0).parent).isSameAs(back);
    }

    @Test
    void encode_immutableHeldTwice_isStillJson() {
        assertThat(new String(codec.encode("a", new ArrayList<>(List.of(5L, 5L))), UTF_8))
                .isEqualTo("[{\"@type\":\"long\",\"value\":5},{\"@type\":\"long\",\"value\":5}]");
    }

    @Test
    void encode_subclassOfList_isNotTakenForAList() {
        Subclass list = new Subclass(List.of(1), "n");

        Object back = codec.decode("a", codec.encode("a", list));

        assertThat(back).isExactlyInstanceOf(Subclass.class).isEqualTo(List.of(1));
        assertThat(((Subclass) back).name).isEqualTo("n");
    }

    private static final class Subclass extends ArrayList<Object> {
        private final String name;

        Subclass(List<Object> items, String name) {
            super(items);
            this.name = name;
        }
    }

    @Test
    void encode_whileAnotherThreadChangesTheValue_givesSomeStateOfIt() throws Exception {
        List<Object> list = new ArrayList<>(List.of(1, 2, 3));
        AtomicBoolean stop = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!stop.get()) {
                list.add(4);
                list.remove(3);
                for (int i = 0; i < 1000; i++) {
                    Thread.onSpinWait();
                }
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 1000; i++) {
                List<?> back = (List<?>) codec.decode("a", codec.encode("a", list));
                assertThat(back.subList(0, 3)).isEqualTo(List.of(1, 2, 3));
            }
        } finally {
            stop.set(true);
            writer.join();
        }
    }
}
