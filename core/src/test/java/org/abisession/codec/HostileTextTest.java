package org.abisession.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("full")
@Timeout(60)
class HostileTextTest {
    private record Item(Object left, Object right) implements Serializable {}

    private static final class Link implements Serializable {
        private final Link next;

        Link(Link next) {
            this.next = next;
        }

        static Link chain(int length) {
            Link head = null;
            for (int i = 0; i < length; i++) {
                head = new Link(head);
            }
            return head;
        }

        int length() {
            int length = 0;
            for (Link link = this; link != null; link = link.next) {
                length++;
            }
            return length;
        }
    }

    private static final class Trap implements Serializable {
        private final String password = "hunter2";

        private Object readResolve() {
            throw new IllegalStateException(password);
        }
    }

    private static final class Fails implements Serializable {
        private Object readResolve() {
            throw new AssertionError();
        }
    }

    private final AttributeCodec codec =
            AttributeCodec.builder(HostileTextTest.class.getClassLoader()).build();

    private static Object sample() {
        Map<String, Object> map = new HashMap<>();
        map.put("a", new Item(new ArrayList<>(List.of(1, "two", 3L)), new int[] {1, 2, 3}));
        map.put("b", new Item(Map.of("x", Instant.EPOCH), new BigDecimal("1.5")));
        return map;
    }

    @Test
    void decode_everyTruncation_throwsUnreadable() {
        for (Object value : List.of(sample(), List.of(1L, Map.of(1, Instant.EPOCH)), new String[] {"a"})) {
            byte[] stored = codec.encode("a", value);
            for (int length = 0; length < stored.length; length++) {
                byte[] cut = Arrays.copyOf(stored, length);
                assertThatThrownBy(() -> codec.decode("a", cut)).isInstanceOf(UnreadableAttributeException.class);
            }
            byte[] stream = stream(stored);
            for (int length = 0; length < stream.length; length++) {
                byte[] cut = envelope(Arrays.copyOf(stream, length));
                assertThatThrownBy(() -> codec.decode("a", cut)).isInstanceOf(UnreadableAttributeException.class);
            }
        }
    }

    @Test
    @Tag("full")
    void decode_randomDamage_givesAValueOrUnreadableAndNothingElse() {
        Random random = new Random(42);
        byte[] stored = codec.encode("a", sample());
        byte[] json = codec.encode("a", List.of(1L, Map.of(1, Instant.EPOCH), new ArrayList<>(List.of(1.5))));
        int unreadable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = i % 2 == 0 ? stream(stored) : json.clone();
            for (int j = 0; j <= random.nextInt(3); j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                codec.decode("a", i % 2 == 0 ? envelope(damaged) : damaged);
            } catch (UnreadableAttributeException e) {
                unreadable++;
            }
        }
        assertThat(unreadable).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'@type':5}",
                "{'@type':null}",
                "{'@type':'no-such'}",
                "{'@type':'long'}",
                "{'@type':'long','value':null}",
                "{'@type':'long','value':'5'}",
                "{'@type':'long','value':1.5}",
                "{'@type':'long','value':9223372036854775808}",
                "{'@type':'short','value':40000}",
                "{'@type':'char','value':'ab'}",
                "{'@type':'char','value':''}",
                "{'@type':'double','value':'x'}",
                "{'@type':'instant','value':'secret'}",
                "{'@type':'instant','value':{}}",
                "{'@type':'uuid','value':'secret'}",
                "{'@type':'url','value':'no url'}",
                "{'@type':'time-zone','value':'Mars/Base'}",
                "{'@type':'byte[]','value':'*'}",
                "{'@type':'int[]','value':[1,'secret']}",
                "{'@type':'int[]','value':5}",
                "{'@type':'array','of':'nothing','items':[]}",
                "{'@type':'array','of':'string','items':[1]}",
                "{'@type':'array','of':'string'}",
                "{'@type':'hash-set','items':5}",
                "{'@type':'list-of','items':[null]}",
                "{'@type':'list-of','items':[1,2,3]}",
                "{'@type':'set-of','items':[1,1]}",
                "{'@type':'tree-set','items':[1,'secret']}",
                "{'@type':'tree-set','items':[[]]}",
                "{'@type':'singleton-list','items':[]}",
                "{'@type':'map','entries':[5]}",
                "{'@type':'map','entries':[[1]]}",
                "{'@type':'tree-map','entries':[[null,1]]}",
                "{'@type':'concurrent-hash-map','entries':[[1,null]]}",
                "{'@type':'singleton-map','entries':[]}",
                "{'@type':'enum','class':'java.time.DayOfWeek','value':'SECRET'}",
                "{'@type':'enum','class':'java.lang.String','value':'A'}",
                "{'@type':'enum','class':'int','value':'A'}",
                "{'@type':'enum','class':'','value':'A'}",
                "{'@type':'enum','class':'../x','value':'A'}",
                "{'@type':'enum-set','class':'java.time.DayOfWeek','items':[1]}",
                "{'@type':'enum-map','class':'java.time.DayOfWeek','entries':[['SECRET',1]]}",
                "{'@type':'java'}",
                "{'@type':'java','data':5}",
                "{'@type':'java','data':'***'}",
                "{'@type':'java','data':''}",
                "{'@type':'java','data':'c2VjcmV0'}",
            })
    void decode_malformedType_throwsNamingAttributeAndNoValue(String text) {
        assertThatThrownBy(() -> codec.decode("cart", text.replace('\'', '"').getBytes(UTF_8)))
                .isInstanceOfSatisfying(UnreadableAttributeException.class, e -> {
                    assertThat(e.attribute()).isEqualTo("cart");
                    assertThat(e.getMessage()).startsWith("Attribute 'cart' ").contains(" can't be read: ");
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString()).doesNotContainIgnoringCase("secret");
                    }
                });
    }

    @Test
    void decode_javaInsideJson_isRefused() {
        String java = new String(codec.encode("a", new Item(1, 2)), UTF_8);

        assertThatThrownBy(() -> codec.decode("a", ("[" + java + "]").getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("a Java object inside JSON");
    }

    @Test
    void decode_urlsThatAreHashed_askNoNameServer() throws Exception {
        // A name server would say that both are one host, and the set that they are one URL.
        String urls = "{'@type':'url','value':'http://localhost/'},{'@type':'url','value':'http://127.0.0.1/'}";
        for (String type : List.of("hash-set", "set-of")) {
            String text = "{'@type':'" + type + "','items':[" + urls + "]}";
            assertThat((Set<?>) codec.decode("a", text.replace('\'', '"').getBytes(UTF_8)))
                    .hasSize(2);
        }
        List<URL> both = List.of(new URL("http://localhost/"), new URL("http://127.0.0.1/"));
        Item holder = (Item) codec.decode("a", codec.encode("a", new Item(both, null)));
        assertThat(new HashSet<>((List<?>) holder.left())).hasSize(2);
    }

    @Test
    void decode_deeplyNestedJson_throwsUnreadable() {
        for (String open : List.of("[", "{\"a\":", "{\"@type\":\"list-of\",\"items\":[")) {
            assertThatThrownBy(() -> codec.decode("a", open.repeat(100_000).getBytes(UTF_8)))
                    .isInstanceOf(UnreadableAttributeException.class);
            assertThat(codec.isPlain(open.repeat(100_000).getBytes(UTF_8))).isFalse();
        }
    }

    @Test
    void decode_deepestJsonThatIsWritten_comesBack() {
        Object nested = new HashSet<>();
        for (int i = 1; i < ValueWriter.MAX_DEPTH; i++) {
            nested = i % 2 == 0 ? new ArrayList<>(Arrays.asList(nested)) : new HashMap<>(Map.of(1L, nested));
        }
        byte[] stored = codec.encode("a", nested);
        byte[] deeper = codec.encode("a", new ArrayList<>(List.of(nested)));

        assertThat(new String(stored, UTF_8)).doesNotContain("\"java\"");
        assertThat(codec.decode("a", stored)).isEqualTo(nested);
        assertThat(new String(deeper, UTF_8)).startsWith("{\"@type\":\"java\"");
        assertThat(codec.decode("a", deeper)).isEqualTo(List.of(nested));
    }

    @Test
    void encode_chainOfObjects_comesBackOnThreadWithSmallStackOrIsRefusedAtOnce() throws Exception {
        byte[] stored = onStack(8 << 20, () -> codec.encode("a", Link.chain(900)));

        Link back = onStack(300 << 10, () -> (Link) codec.decode("a", stored));

        assertThat(back.length()).isEqualTo(900);
        for (int length : List.of(1300, 100_000)) {
            assertThatThrownBy(() -> onStack(8 << 20, () -> codec.encode("a", Link.chain(length))))
                    .cause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("more than 1000 levels deep");
        }
        assertThatThrownBy(() -> onStack(300 << 10, () -> codec.encode("a", Link.chain(100_000))))
                .cause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 1000 levels deep");
    }

    @Test
    void decode_chainOf100000Objects_throwsUnreadable() throws Exception {
        byte[] stored = onStack(1 << 30, () -> envelope(serialize(Link.chain(100_000))));

        assertThatThrownBy(() -> codec.decode("a", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("more than 1000 levels deep");
    }

    @Test
    void decode_hugeArrays_throwUnreadableWithoutTheMemory() throws Exception {
        byte[] ints = serialize(new int[] {0x01020304});
        byte[] objects = serialize(new Object[] {new Object[] {new Object[] {1}}});
        byte[] list = serialize(new ArrayList<>(List.of(1, 2, 3)));
        for (byte[] bytes : List.of(
                replace(ints, new byte[] {0, 0, 0, 1, 1, 2, 3, 4}, new byte[] {0x7f, -1, -1, -1, 1, 2, 3, 4}),
                replace(ints, new byte[] {0, 0, 0, 1, 1, 2, 3, 4}, new byte[] {0x00, 0x10, 0, 0, 1, 2, 3, 4}),
                replace(objects, new byte[] {0, 0, 0, 1, 'u'}, new byte[] {0x01, 0, 0, 1, 'u'}),
                replace(list, new byte[] {0, 0, 0, 3}, new byte[] {0x7f, -1, -1, -9}))) {
            assertThatThrownBy(() -> codec.decode("a", envelope(bytes)))
                    .isInstanceOf(UnreadableAttributeException.class)
                    .hasMessageContaining("its arrays are longer than its data");
        }
    }

    @Test
    void encode_largeButHonestValues_comeBack() {
        List<Object> values = List.of(
                new Item(new int[1_000_000], new byte[1_000_000]),
                new Item(new Object[1_000_000], new ArrayList<>(1_000)),
                new Item(new HashSet<>(range(50_000)), new HashMap<>(100_000)),
                new Item(new HashMap<>(Map.of(1, 2)), new HashSet<>(64)));
        for (Object value : values) {
            assertThatCode(() -> codec.decode("a", codec.encode("a", value))).doesNotThrowAnyException();
        }
    }

    @Test
    void encode_largerThanTheLimit_throws() {
        assertThatThrownBy(() -> codec.encode("a", new Item(new byte[65 << 20], null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its Java serialization may take up to " + StreamLimits.MAX_BYTES + " bytes");
    }

    @Test
    void decode_classWhoseCodeFails_throwsUnreadableWithoutQuotingIt() {
        assertThatThrownBy(() -> codec.decode("a", codec.encode("a", new Trap())))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessage("Attribute 'a' (" + Trap.class.getName() + ") can't be read: reading it threw"
                        + " java.lang.IllegalStateException. See the cause, mend that class.");
        assertThatThrownBy(() -> codec.decode("a", codec.encode("a", new Fails())))
                .isInstanceOf(UnreadableAttributeException.class);
    }

    @Test
    void decode_classNameThatForgesALogLine_isShownWithoutItsLineBreaks() {
        String text = "{\"@type\":\"enum\",\"class\":\"com.acme.X\\n2024 root logged in\",\"value\":\"A\"}";

        assertThatThrownBy(() -> codec.decode("a", text.getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("com.acme.X?2024?root?logged?in")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void messages_attributeNameThatForgesALogLine_showItOnOneLine() {
        String name = "cart\r\n2024 root logged in\u2028\u202e\u001b[2J" + "x".repeat(5_000);

        for (Throwable thrown : List.of(
                catchThrowable(() -> codec.decode(name, "?".getBytes(UTF_8))),
                catchThrowable(() -> codec.encode(name, Map.of("a\nb", new Object()))))) {
            assertThat(thrown.getMessage())
                    .contains("cart??2024 root logged in???[2J")
                    .hasSizeLessThan(2_000)
                    .doesNotContain("\n", "\r", "\u2028", "\u202e", "\u001b");
        }
    }

    private static List<Integer> range(int end) {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            all.add(i);
        }
        return all;
    }

    private static byte[] serialize(Object value) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static byte[] replace(byte[] bytes, byte[] from, byte[] to) {
        String text = new String(bytes, ISO_8859_1);
        String replaced = text.replace(new String(from, ISO_8859_1), new String(to, ISO_8859_1));
        assertThat(replaced).isNotEqualTo(text);
        return replaced.getBytes(ISO_8859_1);
    }

    private static byte[] envelope(byte[] stream) {
        String data = Base64.getEncoder().encodeToString(stream);
        return ("{\"@type\":\"java\",\"class\":\"x\",\"data\":\"" + data + "\"}").getBytes(UTF_8);
    }

    /** The stream in an envelope; empty for other JSON. */
    private static byte[] stream(byte[] stored) {
        String text = new String(stored, UTF_8);
        int data = text.indexOf("\"data\":\"");
        return data < 0 ? new byte[0] : Base64.getDecoder().decode(text.substring(data + 8, text.length() - 2));
    }

    private static <T> T onStack(long bytes, Callable<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(null, task, "stack", bytes).start();
        return task.get();
    }
}
