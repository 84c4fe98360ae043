package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.WriteAbortedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Streams of Java serialization with several objects, as other programs write them. */
class JavaObjectsTest {
    private final AttributeCodec codec = AttributeCodec.builder(
                    java.util.Objects.requireNonNull(JavaObjectsTest.class.getClassLoader()))
            .build();

    private static byte[] stream(@Nullable Object... objects) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            for (Object object : objects) {
                try {
                    out.writeObject(object);
                } catch (NotSerializableException e) {
                    // The stream says so in its place.
                }
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void decodeJavaObjects_severalOneOfThemTwice_areInOrderAndOneInstance() throws IOException {
        List<String> shared = new ArrayList<>(List.of("tea"));

        List<@Nullable Object> read = codec.decodeJavaObjects("session", stream(1L, shared, null, shared));

        assertThat(read).containsExactly(1L, shared, null, shared);
        assertThat(read.get(3)).isSameAs(read.get(1));
    }

    @Test
    void decodeJavaObjects_oneThatCouldNotBeWritten_isTheExceptionOfItsPlace() throws IOException {
        List<@Nullable Object> read = codec.decodeJavaObjects("session", stream(1, new Object(), 2));

        assertThat(read).hasSize(3);
        assertThat(read.get(1)).isInstanceOf(WriteAbortedException.class);
        assertThat(read.get(2)).isEqualTo(2);
    }

    @Test
    void decodeJavaObjects_classThatIsNotAllowed_isRefusedByName() throws IOException {
        byte[] stream = stream(1, new java.beans.PropertyChangeSupport(new ArrayList<>()));

        assertThatThrownBy(() -> codec.decodeJavaObjects("session", stream))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("java.beans.PropertyChangeSupport");
    }

    @Test
    void decodeJavaObjects_noStream_isRefused() {
        assertThatThrownBy(() -> codec.decodeJavaObjects("session", new byte[] {1, 2, 3, 4, 5}))
                .isInstanceOf(UnreadableAttributeException.class);
    }

    @Test
    void decodeJavaObjects_cutOff_hasTheObjectsBeforeTheCut() throws IOException {
        byte[] stream = stream("first", "second");

        assertThat(codec.decodeJavaObjects("session", Arrays.copyOf(stream, stream.length - 3)))
                .containsExactly("first");
    }
}
