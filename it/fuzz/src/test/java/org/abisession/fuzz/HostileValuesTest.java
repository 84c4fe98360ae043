package org.abisession.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ObjectInputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.abisession.Conversation;
import org.abisession.codec.CodecNames;
import org.abisession.node.NodeSession;
import org.abisession.node.SessionNode;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who may write to Redis puts something else in the place of a value. */
class HostileValuesTest {
    /** Tells what a value may make a thread allocate: so much for each of its bytes, and so much besides. */
    private static final long BYTES_PER_BYTE = 200;

    private static final long SPARE_BYTES = 64L << 20;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final ThreadMXBean MEMORY = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Tells what the JVM itself looks for when it makes a proxy, and an object without its constructor. */
    private static final List<String> OF_THE_JVM = List.of(
            "java.lang.IllegalAccessException",
            "java.lang.NoClassDefFoundError",
            "java.lang.NoSuchMethodError",
            "java.lang.NoSuchMethodException",
            "java.lang.invoke.MethodHandles$Lookup",
            "java.lang.reflect.InvocationHandler",
            "java.lang.reflect.Method",
            "java.lang.reflect.UndeclaredThrowableException",
            "jdk.internal.reflect.SerializationConstructorAccessorImpl");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    private FuzzedApplication.Recorder application;
    private SessionNode node;

    @BeforeEach
    void open() throws Exception {
        application = FuzzedApplication.loader(FuzzedApplication.writeTo(directory));
        node = open("com.example.none");
    }

    private SessionNode open(String allowedClasses) {
        return SessionNode.open(
                SessionSettings.builder()
                        .adapter("redis-url", redis.uri())
                        .adapter("command-timeout", "10s") // on a busy machine, too
                        .adapter("shared-attributes", "shared")
                        .adapter("allowed-classes", allowedClasses)
                        .build(),
                application,
                ClassLoader.getPlatformClassLoader());
    }

    @AfterEach
    void close() throws Exception {
        node.close();
        application.close();
    }

    @Test
    void gadgets_readWithoutAFilter_runCodeSoThatThisTestCanFail() throws Exception {
        for (Map.Entry<String, byte[]> gadget : Gadgets.live().entrySet()) {
            System.clearProperty(Gadgets.CANARY);
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(gadget.getValue()))) {
                in.readObject();
            }
            assertThat(System.getProperty(Gadgets.CANARY)).as(gadget.getKey()).isEqualTo("yes");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"com.example.none", "org.apache.commons.**,org.springframework.**,com.mchange.**,org.codehaus.**"
            })
    void read_everyGadget_runsNoCodeAndAsksForNoClassThatIsNotAllowed(String allowedClasses) throws Exception {
        node.close();
        node = open(allowedClasses);
        Map<String, byte[]> gadgets = Gadgets.all();
        System.clearProperty(Gadgets.CANARY);
        try (Fuzz fuzz = new Fuzz("gadgets")) {
            for (Map.Entry<String, byte[]> gadget : gadgets.entrySet()) {
                check(fuzz, "attribute", Gadgets.envelope(gadget.getValue()));
            }
        }
        assertThat(System.getProperty(Gadgets.CANARY)).isNull();
        if (allowedClasses.startsWith("com.example")) {
            assertOnlyAllowedNamesAsked();
        }
    }

    @Test
    void read_fuzzedValues_costOnlyThemselves() throws Exception {
        long heapBefore = heap();
        try (Fuzz fuzz = new Fuzz("hostile values")) {
            HostileValues values = new HostileValues(fuzz.random(0));
            List<String> places =
                    List.of("attribute", "attribute", "control", "metadata", "shared", "entry", "created");
            System.clearProperty(Gadgets.CANARY);
            for (int i = fuzz.times(400, 200_000); i > 0; i--) {
                check(fuzz, places.get(i % places.size()), values.next());
            }
            fuzz.count("heap growth in MB", Math.max(0, heap() - heapBefore) >> 20);
            fuzz.count("names asked for", application.asked().size());
            assertThat(heap() - heapBefore).isLessThan(64L << 20);
        }
        assertThat(System.getProperty(Gadgets.CANARY)).isNull();
        assertOnlyAllowedNamesAsked();
    }

    /** Reads values that would take much of the heap ({@code -DargLine=-Xmx512m}) as unreadable ones like any other. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "`\"`;x;`\"`",
                "[1;`,[],{}`;]",
                "[1;`,1.5`;]",
                "`{\"@type\":\"java\",\"data\":\"`;AAAA;`\"}`",
                "`{\"@type\":\"hash-set\",\"items\":[[]`;`,[[]]`;]}"
            })
    void read_longestValue_costsOnlyItself(String start, String repeated, String end) {
        assumeTrue(Integer.getInteger("fuzz.scale", 1) > 1, "takes a while: -Dfuzz.scale=2 or more runs it");
        int length = (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16 - 1_000);
        byte[] value = (start + repeated.repeat(length / repeated.length()) + end).getBytes(UTF_8);
        NodeSession session = node.create();
        session.setAttribute("cart", List.of("tea"));
        session.save();
        new FuzzedKeys(redis.client(), session.id().value()).put("attribute", value);

        NodeSession found = node.find(session.id()).orElseThrow();
        boolean read = found.attribute("victim") != null;
        assertThat(found.attribute("cart")).isEqualTo(List.of("tea"));
        assertThat(read).isNotEqualTo(logs.lines().stream().anyMatch(line -> line.contains("can't be read")));
        found.delete();
    }

    private void check(Fuzz fuzz, String place, byte[] value) throws Exception {
        NodeSession session = node.create();
        logs.secret(session.id().value());
        session.setAttribute("cart", List.of("tea"));
        session.setControl("login", "ada");
        session.save();
        FuzzedKeys keys = new FuzzedKeys(redis.client(), session.id().value());
        keys.put(place, value);
        Map<String, Object> before = keys.all();

        long allocated = MEMORY.getThreadAllocatedBytes(Thread.currentThread().getId());
        long start = System.nanoTime();
        NodeSession found = node.find(session.id()).orElseThrow();
        Object read = switch (place) {
            case "attribute" -> found.attribute("victim");
            case "control" -> found.control("victim");
            case "shared" -> found.attribute("shared");
            case "entry" -> ((Conversation) found.attribute(Conversation.ATTRIBUTE)).last(3);
            default -> found.createdAt();
        };
        assertThat(found.attribute("cart")).isEqualTo(List.of("tea"));
        assertThat(found.control("login")).isEqualTo("ada");
        assertThat(found.attributeNames()).contains("cart");
        found.setAttribute("n", 1);
        assertThat(found.save()).isEqualTo(SaveResult.SAVED);
        long nanos = System.nanoTime() - start;
        allocated = MEMORY.getThreadAllocatedBytes(Thread.currentThread().getId()) - allocated;

        assertThat(keys.all()).as(() -> place + " " + new String(value, UTF_8)).isEqualTo(before);
        assertThat(nanos).as("nanoseconds for %s bytes", value.length).isLessThan(LONGEST.toNanos());
        assertThat(allocated).as("bytes for %s", value.length).isLessThan(SPARE_BYTES + BYTES_PER_BYTE * value.length);
        fuzz.count(place + (read == null ? ", unreadable" : ", read"));
        fuzz.count("over 50 ms", nanos > 50_000_000 ? 1 : 0);
        found.delete();
    }

    private void assertOnlyAllowedNamesAsked() {
        assertThat(application.asked())
                .filteredOn(name -> !name.startsWith("com.example.fuzz."))
                .filteredOn(name -> !OF_THE_JVM.contains(name))
                .allMatch(CodecNames::isJdkValue);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
