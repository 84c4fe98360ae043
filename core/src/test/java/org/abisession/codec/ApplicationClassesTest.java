package org.abisession.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.abisession.codec.CompiledApplication.Loader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.Version;

class ApplicationClassesTest {
    private static final String INITIALISED = "gadget.initialised";

    @TempDir
    private static Path folder;

    private static CompiledApplication application;

    private final Loader writer = application.loader();
    private final Loader reader = application.loader();
    private final AttributeCodec generous = codec(writer, "com.lib.**");
    private final AttributeCodec codec = codec(reader);

    @BeforeAll
    static void compile() throws Exception {
        application = new CompiledApplication(folder);
    }

    @BeforeEach
    void forget() {
        System.clearProperty(INITIALISED);
    }

    private static AttributeCodec codec(ClassLoader loader, String... allowed) {
        return AttributeCodec.builder(loader).allowedClasses(List.of(allowed)).build();
    }

    @Test
    void decode_classOfTheApplication_comesFromItsLoaderWhateverTheContextLoader() throws Exception {
        Object cart = writer.createHolding("com.acme.Cart", "any", "x");
        byte[] stored = codec(writer).encode("cart", cart);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Object back;
        Thread.currentThread().setContextClassLoader(writer);
        try {
            back = codec.decode("cart", stored);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        assertThat(back.getClass()).isSameAs(reader.loadClass("com.acme.Cart"));
        assertThat(back.getClass().getField("any").get(back)).isEqualTo("x");
    }

    @Test
    void decode_classOfApplicationInPackedWar_isAllowedAndItsLibraryIsNot() throws Exception {
        Loader packed = application.packedLoader();

        byte[] stored = codec(packed).encode("cart", packed.create("com.acme.Cart"));

        assertThat(codec(packed).decode("cart", stored)).isInstanceOf(packed.loadClass("com.acme.Cart"));
        assertThatThrownBy(() -> codec(packed).encode("cart", packed.create("com.lib.Thing")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decode_classOfLibrary_isRefusedNeitherLoadedNorInitialised() {
        byte[] stored = generous.encode("cart", writer.create("com.lib.Gadget"));
        System.clearProperty(INITIALISED);

        UnreadableAttributeException refused =
                catchThrowableOfType(UnreadableAttributeException.class, () -> codec.decode("cart", stored));

        assertThat(refused)
                .hasMessage("Attribute 'cart' (com.lib.Gadget) can't be read: com.lib.Gadget is neither a value of the"
                        + " JDK nor a class of the application itself. If the application stores it on purpose, add it"
                        + " to the setting: abi.session.allowed-classes=com.lib.Gadget");
        assertThat(refused.attribute()).isEqualTo("cart");
        assertThat(refused.className()).isEqualTo("com.lib.Gadget");
        assertThat(reader.defined()).isEmpty();
        assertThat(System.getProperty(INITIALISED)).isNull();
    }

    @Test
    void encode_knownGadgetInTheApplicationsOwnClasses_isRefusedWithoutOfferingASetting() throws Exception {
        String name = "org.apache.commons.collections.functors.Unpacked";
        Object gadget = writer.create(name);
        byte[] stored = codec(writer, name).encode("a", gadget);

        assertThatThrownBy(() -> codec(writer).encode("a", gadget))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name + " is a class that published attacks on Java deserialization are made of")
                .hasMessageNotContaining("allowed-classes");
        assertThatThrownBy(() -> codec.decode("a", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("find out who may write to this Redis")
                .hasMessageNotContaining("allowed-classes");
        assertThat(reader.defined()).isEmpty();
    }

    @Test
    void decode_classOfLibraryInsideAllowedOnes_isRefusedAndNotLoaded() throws Exception {
        Object gadget = writer.create("com.lib.Gadget");
        Object[] array = (Object[]) Array.newInstance(gadget.getClass(), 1);
        array[0] = gadget;
        List<Object> holders = List.of(
                writer.createHolding("com.acme.Cart", "any", gadget),
                writer.createHolding("com.acme.Cart", "any", new ArrayList<>(List.of(gadget))),
                writer.createHolding("com.acme.Cart", "any", array),
                writer.createHolding("com.acme.Cart", "any", gadget.getClass()),
                new ArrayList<>(List.of(gadget)),
                Map.of(gadget, 1),
                array);
        for (Object holder : holders) {
            byte[] stored = generous.encode("cart", holder);
            System.clearProperty(INITIALISED);

            assertThatThrownBy(() -> codec.decode("cart", stored))
                    .isInstanceOf(UnreadableAttributeException.class)
                    .hasMessageContaining("abi.session.allowed-classes=com.lib.Gadget");
            assertThat(reader.defined()).doesNotContain("com.lib.Gadget");
            assertThat(System.getProperty(INITIALISED)).isNull();
        }
    }

    @Test
    void decode_classOfLibraryAllowedByPattern_comesBack() {
        byte[] stored = generous.encode("cart", writer.createHolding("com.lib.Thing", "any", 5));

        for (String pattern : List.of("com.lib.Thing", "com.lib.*", "com.lib.**")) {
            assertThat(codec(reader, pattern).decode("cart", stored)).hasFieldOrPropertyWithValue("any", 5);
        }
        for (String pattern : List.of("com.lib.Other", "com.*", "com.lib.sub.**", "com.li.*")) {
            assertThatThrownBy(() -> codec(reader, pattern).decode("cart", stored))
                    .isInstanceOf(UnreadableAttributeException.class);
        }
    }

    @Test
    void decode_classThatExtendsLibraryClass_needsBothAllowed() {
        byte[] stored = generous.encode("cart", writer.createHolding("com.acme.Special", "base", 5));

        assertThatThrownBy(() -> codec.decode("cart", stored))
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Base");
        assertThat(codec(reader, "com.lib.Base").decode("cart", stored)).hasFieldOrPropertyWithValue("base", 5);
    }

    @Test
    void encode_classThatCouldNotBeReadBack_throwsNamingTheLineToAdd() {
        AttributeCodec strict = codec(writer);

        assertThatThrownBy(() -> strict.encode(
                        "cart", writer.createHolding("com.acme.Cart", "any", writer.create("com.lib.Thing"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Attribute 'cart' (com.acme.Cart) can't be stored: com.lib.Thing is neither a value of the"
                        + " JDK nor a class of the application itself. If the application stores it on purpose, add it"
                        + " to the setting: abi.session.allowed-classes=com.lib.Thing");
        assertThatThrownBy(() -> strict.encode("cart", writer.create("com.acme.Special")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Base");
    }

    @Test
    void encode_severalClassesThatAreNotAllowed_namesThemInOneLineThatSuffices() {
        Object value = new ArrayList<>(List.of(writer.create("com.lib.Thing"), writer.create("com.acme.Special")));

        assertThatThrownBy(() -> codec(writer).encode("cart", value))
                .hasMessageEndingWith(
                        "If the application stores it on purpose, add it, with the others that the value is"
                                + " made of, to the setting: abi.session.allowed-classes=com.lib.Thing,com.lib.Base");
        assertThat(codec(writer, "com.lib.Thing", "com.lib.Base").encode("cart", value))
                .isNotEmpty();
    }

    @Test
    void encode_classThatIsNotAllowedBesideAGadget_offersNoSetting() {
        Object value = new ArrayList<>(List.of(
                writer.create("com.lib.Thing"), writer.create("org.apache.commons.collections.functors.Unpacked")));

        assertThatThrownBy(() -> codec(writer).encode("cart", value))
                .hasMessageContaining("functors.Unpacked is a class that published attacks")
                .hasMessageNotContaining("allowed-classes");
    }

    @Test
    void encode_classOfTheSameNameFromAnotherLoader_throws() {
        assertThatThrownBy(() -> codec.encode("cart", writer.create("com.acme.Cart")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("com.acme.Cart comes from a class loader that is not the application's");
    }

    @Test
    void decode_classThatIsGone_throwsNamingIt() {
        byte[] stored = codec(writer).encode("cart", writer.create("com.acme.Cart"));
        ClassLoader empty = new Loader();

        assertThatThrownBy(() -> codec(empty).decode("cart", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessage("Attribute 'cart' (com.acme.Cart) can't be read: the application has no such class. Deploy"
                        + " it again, or remove the attribute.");
    }

    @Test
    void decode_classThatHasChanged_throwsSayingSo() {
        String stored = new String(codec(writer).encode("cart", writer.create("com.acme.Cart")), UTF_8);
        int data = stored.indexOf("\"data\":\"") + 8;
        byte[] stream = Base64.getDecoder().decode(stored.substring(data, stored.length() - 2));
        stream[8 + "com.acme.Cart".length()] ^= 1; // in the serialVersionUID, after header, tags and name
        String changed = stored.substring(0, data) + Base64.getEncoder().encodeToString(stream) + "\"}";

        assertThatThrownBy(() -> codec.decode("cart", changed.getBytes(UTF_8)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessage("Attribute 'cart' (com.acme.Cart) can't be read: the class has changed since it was stored."
                        + " Give it the serialVersionUID that it had, or remove the attribute.");
    }

    @Test
    void decode_enums_ofTheApplicationComeBackAndOfLibrariesAreNotInitialised() throws Exception {
        Class<?> size = writer.loadClass("com.acme.Size");
        Object small = size.getEnumConstants()[0];
        Object red = writer.loadClass("com.lib.Colour").getEnumConstants()[0];

        byte[] stored = codec(writer).encode("size", small);
        byte[] refused = generous.encode("colour", red);
        System.clearProperty(INITIALISED);

        assertThat(new String(stored, UTF_8))
                .isEqualTo("{\"@type\":\"enum\",\"class\":\"com.acme.Size\",\"value\":\"S\"}");
        assertThat(codec.decode("size", stored))
                .isSameAs(reader.loadClass("com.acme.Size").getEnumConstants()[0]);
        assertThatThrownBy(() -> codec.decode("colour", refused))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Colour");
        assertThat(System.getProperty(INITIALISED)).isNull();
        assertThatThrownBy(() -> codec(writer).encode("colour", red))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Colour");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void decode_enumMapOfTheApplication_comesBack() throws Exception {
        Class size = writer.loadClass("com.acme.Size");
        EnumMap map = new EnumMap(size);
        map.put((Enum) size.getEnumConstants()[1], 5L);

        byte[] stored = codec(writer).encode("size", map);

        assertThat(codec.decode("size", stored)).isInstanceOf(EnumMap.class).hasToString("{M=5}");
    }

    @Test
    void decode_proxy_needsEveryInterfaceAllowed() throws Exception {
        InvocationHandler handler = (InvocationHandler) writer.create("com.acme.Handler");
        Class<?> greeter = writer.loadClass("com.acme.Greeter");
        Object good = Proxy.newProxyInstance(writer, new Class<?>[] {greeter}, handler);
        Object bad =
                Proxy.newProxyInstance(writer, new Class<?>[] {greeter, writer.loadClass("com.lib.Face")}, handler);
        Object ofTheJdk = Proxy.newProxyInstance(writer, new Class<?>[] {greeter, Map.class}, handler);

        Object back = codec.decode("a", codec(writer).encode("a", good));

        assertThat(back.getClass().getMethod("greet").invoke(back)).isEqualTo("hello");
        assertThatThrownBy(() -> codec.decode("a", generous.encode("a", bad)))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Face");
        assertThat(reader.defined()).doesNotContain("com.lib.Face");
        assertThatThrownBy(() -> codec(writer).encode("a", ofTheJdk))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abi.session.allowed-classes=java.util.Map");
    }

    @Test
    void decode_lambda_onlyOfTheApplication() {
        byte[] stored = codec(writer).encode("a", writer.call("com.acme.Lambdas", "make"));

        assertThat(((Supplier<?>) codec.decode("a", stored)).get()).isEqualTo("acme");
        assertThatThrownBy(() -> codec.decode("a", generous.encode("a", writer.call("com.lib.Lambdas", "make"))))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Lambdas");
    }

    @Test
    void decode_classOfTheContainer_comesFromItsLoaderIfAllowed() {
        Loader container = application.loader();
        Loader web = new Loader();
        byte[] stored = codec(container, "com.lib.**").encode("login", container.create("com.lib.Thing"));

        Object back = AttributeCodec.builder(web)
                .containerLoader(container)
                .allowedClasses(List.of("com.lib.Thing"))
                .build()
                .decode("login", stored);

        assertThat(back.getClass().getClassLoader()).isSameAs(container);
        assertThatThrownBy(() -> AttributeCodec.builder(web)
                        .containerLoader(container)
                        .build()
                        .decode("login", stored))
                .isInstanceOf(UnreadableAttributeException.class)
                .hasMessageContaining("abi.session.allowed-classes=com.lib.Thing");
    }

    @Test
    void encode_embedded_directoriesOfTheClassPathAreTheApplicationsAndJarsAreNot() {
        AttributeCodec embedded = codec(ClassLoader.getSystemClassLoader());

        assertThat(embedded.decode("a", embedded.encode("a", new Embedded("x"))))
                .isEqualTo(new Embedded("x"));
        assertThatThrownBy(() -> embedded.encode("a", new Version(1, 2, 3, null, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("abi.session.allowed-classes=tools.jackson.core.Version");
    }

    private record Embedded(String name) implements Serializable {}

    @Test
    void holds_fileOfThatNameInsideJar_isNotTheApplications() throws Exception {
        Path content = Files.createDirectories(folder.resolve("odd/WEB-INF/classes"));
        Files.write(content.resolve("Evil.class"), new byte[] {1});
        Path jar = folder.resolve("WEB-INF/lib/odd.jar");
        CompiledApplication.zip(folder.resolve("odd"), "", jar);
        OwnClasses own = new OwnClasses(new Loader(jar.toUri().toURL()));

        assertThat(own.holds("WEB-INF.classes.Evil")).isFalse();
        assertThat(new OwnClasses(reader).holds("com.lib.Thing")).isFalse();
        assertThat(new OwnClasses(reader).holds("com.acme.Cart")).isTrue();
    }
}
