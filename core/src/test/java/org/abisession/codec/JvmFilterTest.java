package org.abisession.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import org.abisession.testing.TestJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A JVM has one filter for all of its life: each test starts one. */
@Tag("full")
@SuppressWarnings("JdkObsolete") // sessions hold old collections, too
class JvmFilterTest {
    private record Holder(Object value) implements Serializable {}

    @Test
    void decode_classThatTheJvmRefuses_isRefusedOnReadingAndWriting() throws Exception {
        assertThat(run("-Djdk.serialFilter=!java.util.Vector"))
                .contains("PriorityQueue stored and read")
                .contains("Vector not stored: Attribute 'a' (" + Holder.class.getName() + ") can't be stored: the"
                        + " filter of this JVM refuses it (java.util.Vector)")
                .contains("Vector not read: Attribute 'a' (java.util.Vector) can't be read: the filter of this JVM"
                        + " refuses it. Extend its jdk.serialFilter.");
    }

    @Test
    void decode_limitsOfTheJvm_holdOnReadingAndWriting() throws Exception {
        assertThat(run("-Djdk.serialFilter=maxarray=5"))
                .contains("long array not stored: ")
                .contains("long array not read: Attribute 'a' ([[[I) can't be read: the filter of this JVM refuses it");
    }

    @Test
    void decode_classThatOursRefusesAndTheJvmAllows_isRefused() throws Exception {
        assertThat(run("-Djdk.serialFilter=*"))
                .contains("javax.swing not read: ", "published attacks")
                .contains("Vector stored and read");
    }

    @Test
    void decode_factoryThatMerges_isAskedBesideOurs() throws Exception {
        assertThat(run("-Djdk.serialFilterFactory=" + Merging.class.getName()))
                .contains("PriorityQueue stored and read")
                .contains("Vector not read: ")
                .contains("javax.swing not read: ", "published attacks");
    }

    @Test
    void decode_factoryThatLeavesOutOurs_isRefusedAndSaid() throws Exception {
        assertThat(run("-Djdk.serialFilterFactory=" + Forgetting.class.getName()))
                .contains("PriorityQueue not read: ")
                .contains("the jdk.serialFilterFactory of this JVM leaves out the filter that is set for the stream");
    }

    private static String run(String option) throws Exception {
        Process process = new ProcessBuilder(
                        TestJvm.command(option, "-cp", System.getProperty("java.class.path"), Child.class.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Stores and reads, and says how it went. */
    static final class Child {
        public static void main(String[] arguments) throws Exception {
            AttributeCodec codec =
                    AttributeCodec.builder(Child.class.getClassLoader()).build();
            tell(
                    codec,
                    "Vector",
                    new Vector<>(List.of(1)),
                    "rO0ABXNyABBqYXZhLnV0aWwuVmVjdG9y2Zd9W4A7rwEDAANJABFjYXBhY2l0eUluY3JlbWVudEkADGVsZW1lbnRDb3VudFsAC2VsZW1lbnREYXRhdAATW0xqYXZhL2xhbmcvT2JqZWN0O3hwAAAAAAAAAAB1cgATW0xqYXZhLmxhbmcuT2JqZWN0O5DOWJ8QcylsAgAAeHAAAAAAeA==");
            tell(codec, "long array", new int[][][] {{{1, 2, 3, 4, 5, 6}}}, null);
            tell(codec, "PriorityQueue", new PriorityQueue<>(List.of(1)), null);
            tell(codec, "javax.swing", new javax.swing.event.EventListenerList(), null);
        }

        private static void tell(AttributeCodec codec, String name, Object value, String data) throws Exception {
            byte[] stored = null;
            try {
                stored = codec.encode("a", new Holder(value));
                codec.decode("a", stored);
                System.out.println(name + " stored and read");
            } catch (IllegalArgumentException e) {
                System.out.println(name + " not stored: " + e.getMessage());
            } catch (UnreadableAttributeException e) {
                System.out.println(name + " not read: " + e.getMessage());
            }
            try {
                String text = data != null ? data : base64(value);
                codec.decode(
                        "a",
                        ("{\"@type\":\"java\",\"class\":\"" + value.getClass().getName() + "\",\"data\":\"" + text
                                        + "\"}")
                                .getBytes(UTF_8));
            } catch (UnreadableAttributeException e) {
                System.out.println(name + " not read: " + e.getMessage());
            }
        }

        private static String base64(Object value) throws Exception {
            java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
            new java.io.ObjectOutputStream(bytes).writeObject(value);
            return java.util.Base64.getEncoder().encodeToString(bytes.toByteArray());
        }
    }

    /** Refuses a class of its own, and asks the others. */
    public static final class Merging implements BinaryOperator<ObjectInputFilter> {
        @Override
        public ObjectInputFilter apply(ObjectInputFilter current, ObjectInputFilter next) {
            ObjectInputFilter own = ObjectInputFilter.Config.createFilter("!java.util.Vector");
            return ObjectInputFilter.merge(next == null ? own : next, current == null ? own : current);
        }
    }

    /** Asks nobody. */
    public static final class Forgetting implements BinaryOperator<ObjectInputFilter> {
        @Override
        public ObjectInputFilter apply(ObjectInputFilter current, ObjectInputFilter next) {
            return ObjectInputFilter.Config.createFilter("!java.util.Vector");
        }
    }
}
