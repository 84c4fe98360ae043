package org.abisession.benchmarks.inside;

import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.abisession.codec.AttributeCodec;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Measures how the value of an attribute is encoded and decoded. */
@State(Scope.Benchmark)
public class Values {
    private static final int LENGTH = 40;

    private final AttributeCodec codec = codec();

    /** The kind of value that is measured. */
    @Param
    public Kind value = Kind.STRING;

    private Object subject = "";
    private byte[] stored = {};

    /** The kinds of values that sessions have. */
    public enum Kind {
        STRING,
        INTEGER,
        BEAN,
        LIST_OF_100_STRINGS
    }

    /** A small value of the application, which is no JSON, so that it is stored by Java serialization. */
    public record Cart(String customer, int items, long cents, List<String> codes) implements Serializable {
        private static final long serialVersionUID = 1;

        static Cart example() {
            return new Cart("x".repeat(LENGTH), 3, 4711, List.of("a-1", "b-2", "c-3"));
        }
    }

    static AttributeCodec codec() {
        return AttributeCodec.builder(Values.class.getClassLoader())
                .allowedClasses(List.of(Cart.class.getName()))
                .build();
    }

    static List<String> strings(int count) {
        return IntStream.range(0, count).mapToObj(i -> "x".repeat(LENGTH) + i).toList();
    }

    /** Makes the value. */
    @Setup
    public void make() {
        subject = switch (value) {
            case STRING -> "x".repeat(LENGTH);
            case INTEGER -> 4711;
            case BEAN -> Cart.example();
            case LIST_OF_100_STRINGS -> strings(100);
        };
        stored = codec.encode("subject", subject);
        if (!subject.equals(codec.decode("subject", stored))) {
            throw new IllegalStateException(value + " is another one when it is read again");
        }
    }

    /** Encodes the value. */
    @Benchmark
    public byte[] encode() {
        return codec.encode("subject", subject);
    }

    /** Decodes the value. */
    @Benchmark
    public @Nullable Object decode() {
        return codec.decode("subject", stored);
    }
}
