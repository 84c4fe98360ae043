package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RandomValuesTest {
    private record Pair(Object left, Object right) implements Serializable {}

    private final AttributeCodec codec =
            AttributeCodec.builder(RandomValuesTest.class.getClassLoader()).build();

    @Test
    void decode_randomValues_areEqualAndOfTheSameClassesAllTheWayDown() {
        for (int seed = 0; seed < 3000; seed++) {
            Object value = new Values(seed).any(0);

            Object back = codec.decode("a", codec.encode("a", value));

            assertThat(back).as("seed %d", seed).isEqualTo(value);
            assertThat(classes(back)).as("seed %d", seed).isEqualTo(classes(value));
        }
    }

    /** The classes in it, in order, HashMap as LinkedHashMap wherever JSON was enough. */
    private static List<String> classes(Object value) {
        List<String> names = new ArrayList<>();
        names.add(value == null ? "null" : value.getClass().getName().replace("java.util.Linked", "java.util."));
        if (value instanceof Pair pair) {
            names.addAll(classes(pair.left));
            names.addAll(classes(pair.right));
        } else if (value instanceof List<?> list) {
            list.forEach(item -> names.addAll(classes(item)));
        } else if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((key, item) -> entries.add(classes(key) + "=" + classes(item)));
            Collections.sort(entries);
            names.addAll(entries);
        } else if (value instanceof Set<?> set) {
            List<String> items = new ArrayList<>();
            set.forEach(item -> items.add(classes(item).toString()));
            Collections.sort(items);
            names.addAll(items);
        }
        return names;
    }

    private static final class Values {
        private final Random random;

        Values(int seed) {
            this.random = new Random(seed);
        }

        Object any(int depth) {
            return switch (random.nextInt(depth > 5 ? 13 : 22)) {
                case 0 -> null;
                case 1 -> random.nextInt();
                case 2 -> random.nextLong();
                case 3 -> Double.longBitsToDouble(random.nextLong());
                case 4 -> Float.intBitsToFloat(random.nextInt());
                case 5, 6 -> text();
                case 7 -> random.nextBoolean();
                case 8 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt(400) - 200);
                case 9 -> Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
                case 10 -> new UUID(random.nextLong(), random.nextLong());
                case 11 -> DayOfWeek.of(1 + random.nextInt(7));
                case 12 -> (char) random.nextInt(65536);
                case 13 -> new HashSet<>(items(depth));
                case 14 -> Collections.unmodifiableList(items(depth));
                case 15 -> new TreeMap<>(Map.of(text(), String.valueOf(text())));
                case 16 -> map(new HashMap<>(), depth);
                case 17 -> map(new LinkedHashMap<>(), depth);
                case 18 -> random.nextInt(4) == 0 ? new Pair(any(depth + 1), any(depth + 1)) : text();
                case 19 -> List.of(text(), random.nextInt());
                default -> items(depth);
            };
        }

        private List<Object> items(int depth) {
            List<Object> items = new ArrayList<>();
            for (int i = random.nextInt(5); i > 0; i--) {
                items.add(any(depth + 1));
            }
            return items;
        }

        private Map<Object, Object> map(Map<Object, Object> map, int depth) {
            boolean plain = random.nextBoolean();
            for (int i = random.nextInt(5); i > 0; i--) {
                map.put(plain ? text() : any(depth + 1), any(depth + 1));
            }
            if (random.nextInt(10) == 0) {
                map.put("@type", text());
            }
            return map;
        }

        private String text() {
            char[] chars = new char[random.nextInt(12)];
            for (int i = 0; i < chars.length; i++) {
                chars[i] = (char) (random.nextBoolean() ? random.nextInt(128) : random.nextInt(65536));
            }
            return random.nextInt(20) == 0 ? "@type" : String.valueOf(chars);
        }
    }

    @Test
    void encode_arrayOfMillionNumbers_comesBack() {
        int[] numbers = new Random(1).ints(1_000_000).toArray();

        assertThat(Arrays.equals((int[]) codec.decode("a", codec.encode("a", numbers)), numbers))
                .isTrue();
    }
}
