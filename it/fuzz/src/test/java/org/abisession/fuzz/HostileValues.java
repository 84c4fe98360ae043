package org.abisession.fuzz;

import com.example.fuzz.Basket;
import com.example.fuzz.Size;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.abisession.codec.CodecNames;

/** Describes what somebody may have written into Redis in the place of a value. Not safe for use by several threads. */
final class HostileValues {
    private static final List<String> TAGS = CodecNames.tags();
    private static final List<String> SCALARS = List.of(
            "null",
            "true",
            "0",
            "-0",
            "-1",
            "1.5",
            "1e999",
            "-1e999",
            "1e-999",
            "NaN",
            "Infinity",
            "-Infinity",
            "9223372036854775808",
            "123456789012345678901234567890",
            "\"\"",
            "\"x\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\u2028\"",
            "\"2024-01-15T10:30:00.123456\"",
            "\"9999999999-01-01T00:00:00Z\"",
            "\"PT9999999999999H\"",
            "\"../../etc/passwd\"",
            "\"com.example.fuzz.Size\"",
            "\"com.example.fuzz.Basket\"",
            "\"S\"",
            "\"java.lang.Runtime\"",
            "\"[Ljava.net.URL;\"",
            "\"http://fuzz.invalid/\"",
            "\"1e999999999\"",
            "\"Europe/Berlin\"",
            "\"rO0ABXA=\"",
            "\"====\"",
            "\"string\"",
            "\"int\"",
            "\"url\"");
    private static final List<String> FIELDS =
            List.of("value", "items", "entries", "class", "of", "data", "x", "@type");
    private static final List<String> TOKENS = List.of(
            "NaN",
            "1e999",
            "\\ud800",
            "\\u0000",
            "\"",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"@type\":",
            "null",
            "\r\n",
            "\u0000",
            "\u00e9");
    private static final List<byte[]> FOREIGN = List.of(
            new byte[0],
            new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 'p'},
            new byte[] {(byte) 0x80, 4, (byte) 0x95, 1},
            new byte[] {(byte) 0x1f, (byte) 0x8b, 8, 0},
            new byte[] {(byte) 0x81, (byte) 0xa3, 'u', 'i', 'd', 5},
            new byte[] {(byte) 0xff, (byte) 0xfe, '{', 0, '}', 0},
            new byte[] {(byte) 0xef, (byte) 0xbb, (byte) 0xbf, '{', '}'},
            new byte[] {(byte) 0xc3, 0x28, (byte) 0xff, (byte) 0xf8},
            "{'a': True, 'b': None}".getBytes(StandardCharsets.UTF_8));

    private final Random random;
    private final List<byte[]> gadgets;
    private final List<byte[]> streams;

    HostileValues(Random random) throws Exception {
        this.random = random;
        this.gadgets = new ArrayList<>(Gadgets.all().values());
        this.streams = List.of(
                Gadgets.serialize(new Basket(new ArrayList<>(List.of(1, "two", 3L, Size.L)))),
                Gadgets.serialize(new HashMap<>(Map.of("a", new Basket(1), "b", new HashSet<>(List.of(1, 2, 3))))),
                Gadgets.serialize(
                        new Object[] {new int[] {1, 2}, new TreeMap<>(Map.of("k", 1)), Size.S, List.of(1, 2)}),
                Gadgets.serialize(new ConcurrentHashMap<>(Map.of("k", new StringBuilder("text")))));
    }

    byte[] next() {
        return switch (random.nextInt(10)) {
            case 0 -> Gadgets.envelope(gadgets.get(random.nextInt(gadgets.size())));
            case 1 -> Gadgets.envelope(mutated(gadgets.get(random.nextInt(gadgets.size()))));
            case 2, 3 -> Gadgets.envelope(mutated(streams.get(random.nextInt(streams.size()))));
            case 4, 5 -> json(0).getBytes(StandardCharsets.UTF_8);
            case 6 -> typed(0).getBytes(StandardCharsets.UTF_8);
            case 7 -> mutated(json(0).getBytes(StandardCharsets.UTF_8));
            case 8 -> FOREIGN.get(random.nextInt(FOREIGN.size()));
            default -> large();
        };
    }

    private byte[] large() {
        String text = switch (random.nextInt(6)) {
            case 0 ->
                pick("[", "{\"a\":", "{\"@type\":\"hash-set\",\"items\":[").repeat(100_000);
            case 1 -> "[".repeat(400) + "]".repeat(400);
            case 2 -> '"' + "x".repeat(200_000) + '"';
            case 3 -> "[" + "[],".repeat(20_000) + "{}]";
            case 4 -> "9".repeat(5_000);
            default ->
                "{\"@type\":\"byte[]\",\"value\":\"" + Base64.getEncoder().encodeToString(new byte[100_000]) + "\"}";
        };
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String json(int depth) {
        if (depth > 4) {
            return SCALARS.get(random.nextInt(SCALARS.size()));
        }
        return switch (random.nextInt(6)) {
            case 0 -> list(depth);
            case 1 -> "{\"a\": " + json(depth + 1) + ", \"b\": " + json(depth + 1) + "}";
            case 2, 3 -> typed(depth);
            default -> SCALARS.get(random.nextInt(SCALARS.size()));
        };
    }

    private String list(int depth) {
        StringBuilder list = new StringBuilder("[");
        for (int i = random.nextInt(4); i > 0; i--) {
            list.append(json(depth + 1)).append(i > 1 ? "," : "");
        }
        return list.append("]").toString();
    }

    private String typed(int depth) {
        StringBuilder typed = new StringBuilder("{\"@type\":\"");
        typed.append(TAGS.get(random.nextInt(TAGS.size()))).append('"');
        for (int i = random.nextInt(4); i >= 0; i--) {
            typed.append(",\"")
                    .append(FIELDS.get(random.nextInt(FIELDS.size())))
                    .append("\":")
                    .append(content(depth));
        }
        return typed.append('}').toString();
    }

    private String content(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> list(depth);
            case 1 -> "[[" + json(depth + 1) + "," + json(depth + 1) + "]]";
            default -> json(depth + 1);
        };
    }

    private byte[] mutated(byte[] bytes) {
        byte[] result = bytes;
        for (int i = random.nextInt(4); i >= 0; i--) {
            result = mutatedOnce(result);
        }
        return result;
    }

    private byte[] mutatedOnce(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(8));
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(bytes, at);
            case 1 -> spliced(bytes, at, to, new byte[0]);
            case 2 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, to));
            case 3 -> {
                String token = TOKENS.get(random.nextInt(TOKENS.size()));
                yield spliced(bytes, at, to, token.getBytes(StandardCharsets.UTF_8));
            }
            default -> {
                byte[] noise = new byte[to - at];
                random.nextBytes(noise);
                yield spliced(bytes, at, to, noise);
            }
        };
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(bytes, 0, from);
        out.writeBytes(middle);
        out.write(bytes, to, bytes.length - to);
        return out.toByteArray();
    }

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
