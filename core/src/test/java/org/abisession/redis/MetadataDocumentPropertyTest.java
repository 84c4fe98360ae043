package org.abisession.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.abisession.conversation.EntryJson;
import org.abisession.redis.RandomDocument.Field;
import org.junit.jupiter.api.Test;

/**
 * Documents of many writers through edits. What Jackson makes of the text is compared with what the
 * edited bytes are meant to say, so that each reader checks the other.
 */
class MetadataDocumentPropertyTest {
    /** Tells how many documents each test makes; {@code -Ddocuments=100000} for the long form. */
    private static final int DOCUMENTS = Integer.getInteger("documents", 20_000);

    private static final String[] NEW_VALUES = {
        "1",
        "1.0",
        "true",
        "null",
        "\"Paris\"",
        "\"Où ? 😀\"",
        "\"\\ud83d\\ude00\"",
        "{\"a\": [1, {\"b\": \"é\"}]}",
        "[ ]"
    };

    @Test
    void parse_documentOfAnyWriter_givesItsBytesAndTheLastValueOfEachField() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < DOCUMENTS; i++) {
            RandomDocument written = new RandomDocument(random);
            MetadataDocument document = MetadataDocument.parse(written.bytes);

            assertThat(document.bytes()).isEqualTo(written.bytes);
            Map<String, byte[]> last = new LinkedHashMap<>();
            for (Field f : written.fields) {
                last.put(f.name(), Arrays.copyOfRange(written.bytes, f.valueStart(), f.valueEnd()));
            }
            last.forEach((name, value) -> assertThat(document.raw(name)).contains(value));
            assertThat(jackson(written.bytes)).containsOnlyKeys(last.keySet());
        }
    }

    @Test
    void with_documentOfAnyWriter_changesTheOneFieldAndNoOtherByte() throws Exception {
        Random random = new Random(2);
        int replaced = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            RandomDocument written = new RandomDocument(random);
            String name = RandomDocument.name(random);
            String value = NEW_VALUES[random.nextInt(NEW_VALUES.length)];
            byte[] edited = MetadataDocument.parse(written.bytes)
                    .with(name, value.getBytes(UTF_8))
                    .bytes();

            Field field = lastOf(written, name);
            int from = field != null ? field.valueStart() : endOfFields(written);
            int to = field != null ? field.valueEnd() : from;
            assertThat(Arrays.copyOf(edited, from)).isEqualTo(Arrays.copyOf(written.bytes, from));
            int tail = written.bytes.length - to;
            assertThat(Arrays.copyOfRange(edited, edited.length - tail, edited.length))
                    .isEqualTo(Arrays.copyOfRange(written.bytes, to, written.bytes.length));

            Map<String, Object> expected = new LinkedHashMap<>(jackson(written.bytes));
            expected.put(
                    name, jackson(("{\"v\":" + value + "}").getBytes(UTF_8)).get("v"));
            assertThat(List.copyOf(jackson(edited).entrySet())).isEqualTo(List.copyOf(expected.entrySet()));
            if (RandomDocument.isAscii(new String(written.bytes, UTF_8))) {
                assertThat(new String(edited, UTF_8)).matches(RandomDocument::isAscii);
            }
            replaced += field != null ? 1 : 0;
        }
        assertThat(replaced).isBetween(DOCUMENTS / 10, DOCUMENTS * 9 / 10);
    }

    @Test
    void without_documentOfAnyWriter_removesTheFieldAndItsSeparatorsAlone() throws Exception {
        Random random = new Random(3);
        int removed = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            RandomDocument written = new RandomDocument(random);
            String name = RandomDocument.name(random);
            byte[] edited = MetadataDocument.parse(written.bytes).without(name).bytes();

            Map<String, Object> expected = new LinkedHashMap<>(jackson(written.bytes));
            if (!expected.containsKey(name)) {
                assertThat(edited).isEqualTo(written.bytes);
                continue;
            }
            expected.remove(name);
            assertThat(List.copyOf(jackson(edited).entrySet())).isEqualTo(List.copyOf(expected.entrySet()));

            int head = written.fields.get(0).keyStart();
            assertThat(Arrays.copyOf(edited, head)).isEqualTo(Arrays.copyOf(written.bytes, head));
            int at = head;
            for (Field f : written.fields) {
                if (!f.name().equals(name)) {
                    byte[] text = Arrays.copyOfRange(written.bytes, f.keyStart(), f.valueEnd());
                    at = at == head ? at : skipSeparator(edited, at);
                    assertThat(Arrays.copyOfRange(edited, at, at + text.length)).isEqualTo(text);
                    at += text.length;
                }
            }
            assertThat(Arrays.copyOfRange(edited, at, edited.length))
                    .isEqualTo(Arrays.copyOfRange(written.bytes, endOfFields(written), written.bytes.length));
            removed++;
        }
        assertThat(removed).isGreaterThan(DOCUMENTS / 10);
    }

    @Test
    void edits_manyOfOneDocument_agreeWithAMap() throws Exception {
        Random random = new Random(4);
        for (int i = 0; i < DOCUMENTS / 20; i++) {
            MetadataDocument document = MetadataDocument.parse(new RandomDocument(random).bytes);
            Map<String, Object> model = new LinkedHashMap<>(jackson(document.bytes()));
            for (int n = 0; n < 20; n++) {
                String name = RandomDocument.name(random);
                if (random.nextBoolean()) {
                    document = document.without(name);
                    model.remove(name);
                } else {
                    document = document.with(name, Integer.toString(n).getBytes(UTF_8));
                    model.put(name, n);
                }
                assertThat(document.has(name)).isEqualTo(model.containsKey(name));
            }
            assertThat(jackson(document.bytes())).isEqualTo(model);
        }
    }

    @Test
    void parse_damagedDocument_isRejectedWhereJacksonRejectsIt() {
        Random random = new Random(5);
        String damage = "{}[]\",:\\ \n019.-+eEutfnNIx'\u0001\u007fé";
        int rejected = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            byte[] bytes = new RandomDocument(random).bytes;
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) damage.charAt(random.nextInt(damage.length()));
            }
            boolean readable = isReadable(bytes);
            assertThat(readable).as("%s", new String(bytes, UTF_8)).isEqualTo(jackson(bytes) != null);
            rejected += readable ? 0 : 1;
        }
        assertThat(rejected).isBetween(DOCUMENTS / 10, DOCUMENTS * 9 / 10);
    }

    private static boolean isReadable(byte[] bytes) {
        try {
            MetadataDocument.parse(bytes);
            return true;
        } catch (UnreadableMetadataException e) {
            return false;
        }
    }

    private static Map<String, Object> jackson(byte[] bytes) {
        try {
            return EntryJson.read(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static int skipSeparator(byte[] bytes, int from) {
        int at = from;
        while (bytes[at] != '"') {
            at++;
        }
        assertThat(new String(bytes, from, at - from, UTF_8).strip()).isEqualTo(",");
        return at;
    }

    private static Field lastOf(RandomDocument document, String name) {
        Field last = null;
        for (Field f : document.fields) {
            last = f.name().equals(name) ? f : last;
        }
        return last;
    }

    private static int endOfFields(RandomDocument document) {
        return document.fields.isEmpty()
                ? new String(document.bytes, UTF_8).indexOf('{') + 1
                : document.fields.get(document.fields.size() - 1).valueEnd();
    }
}
