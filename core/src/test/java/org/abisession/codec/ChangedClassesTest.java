package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the messages about values whose class another version of the application has in another form. */
class ChangedClassesTest {
    private static final String BEFORE = """
            package com.acme;
            import java.io.Serializable;
            import java.util.List;
            class Primitive implements Serializable { static final long serialVersionUID = 1; int field = 1; }
            class Reference implements Serializable { static final long serialVersionUID = 1; String field = "a"; }
            class Generic implements Serializable {
                static final long serialVersionUID = 1;
                java.util.ArrayList<String> field = new java.util.ArrayList<>(List.of("a"));
            }
            record PrimitiveRecord(int field) implements Serializable { PrimitiveRecord() { this(1); } }
            record ReferenceRecord(String field) implements Serializable { ReferenceRecord() { this("a"); } }
            class Plain implements Serializable { static final long serialVersionUID = 1; }
            class Name implements Serializable { static final long serialVersionUID = 1; }
            enum Size { S, M }
            class Holder implements Serializable { static final long serialVersionUID = 1; Size field = Size.M; }
            class Numbered implements Serializable { static final long serialVersionUID = 1; }
            """;

    private static final String AFTER = """
            package com.acme;
            import java.io.Serializable;
            import java.util.Set;
            class Primitive implements Serializable { static final long serialVersionUID = 1; String field; }
            class Reference implements Serializable { static final long serialVersionUID = 1; Integer field; }
            class Generic implements Serializable { static final long serialVersionUID = 1; Set<String> field; }
            record PrimitiveRecord(long field) implements Serializable {}
            record ReferenceRecord(Integer field) implements Serializable {}
            class Plain { static final long serialVersionUID = 1; }
            enum Name implements Serializable { A }
            enum Size { S }
            class Holder implements Serializable { static final long serialVersionUID = 1; Size field; }
            class Numbered implements Serializable { static final long serialVersionUID = 2; }
            """;

    @TempDir
    private static Path folder;

    private static URLClassLoader before;
    private static URLClassLoader after;

    @BeforeAll
    static void compile() throws Exception {
        before = compiled("before", BEFORE);
        after = compiled("after", AFTER);
    }

    @AfterAll
    static void close() throws Exception {
        before.close();
        after.close();
    }

    private static URLClassLoader compiled(String version, String source) throws Exception {
        Path classes = Files.createDirectories(folder.resolve(version));
        Path file = Files.writeString(folder.resolve("All.java"), source);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-nowarn", "-d", classes.toString(), file.toString()))
                .isZero();
        return new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
    }

    private static byte[] stored(String name) throws Exception {
        var constructor = before.loadClass("com.acme." + name).getDeclaredConstructor();
        constructor.setAccessible(true);
        return codec(before).encode("value", constructor.newInstance());
    }

    private static AttributeCodec codec(ClassLoader loader) {
        return AttributeCodec.builder(loader)
                .allowedClasses(List.of("com.acme.**"))
                .build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Primitive",
                "Reference",
                "Generic",
                "PrimitiveRecord",
                "ReferenceRecord",
                "Plain",
                "Name",
                "Holder"
            })
    void decode_classHasAnotherForm_saysSoAndNotThatTheDataAreDamaged(String name) throws Exception {
        byte[] stored = stored(name);

        assertThatThrownBy(() -> codec(after).decode("value", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessage("Attribute 'value' (com.acme." + name + ") can't be read: the class, or one that it holds,"
                        + " has another form than when it was stored. Undo that change, as of the type of a field or the"
                        + " constants of an enum, or remove the attribute.");
    }

    @Test
    void decode_serialVersionUidHasChanged_saysToGiveItBack() throws Exception {
        byte[] stored = stored("Numbered");

        assertThatThrownBy(() -> codec(after).decode("value", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("Give it the serialVersionUID that it had");
    }
}
