package org.abisession.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProxyClassesTest {
    private static final List<Class<?>> INTERFACES =
            List.of(One.class, Two.class, Three.class, Four.class, Five.class, Six.class, Seven.class);

    private final AttributeCodec codec = AttributeCodec.builder(ProxyClassesTest.class.getClassLoader())
            .allowedClasses(Stream.concat(INTERFACES.stream(), Stream.of(Handler.class))
                    .map(Class::getName)
                    .toList())
            .build();

    public interface One extends Serializable {}

    public interface Two {}

    public interface Three {}

    public interface Four {}

    public interface Five {}

    public interface Six {}

    public interface Seven {}

    private record Handler() implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            return null;
        }
    }

    /** Makes a proxy whose interfaces are in the order of this number, of which there are 5,040. */
    private static Object proxy(int order) {
        List<Class<?>> left = new ArrayList<>(INTERFACES);
        List<Class<?>> ordered = new ArrayList<>();
        for (int rest = order; !left.isEmpty(); ) {
            int size = left.size();
            ordered.add(left.remove(rest % size));
            rest /= size;
        }
        return Proxy.newProxyInstance(
                ProxyClassesTest.class.getClassLoader(), ordered.toArray(Class<?>[]::new), new Handler());
    }

    @Test
    void decode_proxiesOfMoreListsOfInterfacesThanAreMade_isRefusedAndThoseBeforeAreRead() {
        List<byte[]> stored = IntStream.rangeClosed(0, ProxyClasses.MOST)
                .mapToObj(order -> codec.encode("a", proxy(order)))
                .toList();

        for (byte[] known : stored.subList(0, ProxyClasses.MOST)) {
            assertThat(codec.decode("a", known)).isInstanceOf(One.class);
        }

        assertThatThrownBy(() -> codec.decode("a", stored.get(ProxyClasses.MOST)))
                .isInstanceOfSatisfying(
                        UnreadableAttributeException.class,
                        e -> assertThat(e.code()).isEqualTo(RefusalCode.TOO_LARGE))
                .hasMessageContaining("1000 others have made a class each");
        assertThat(codec.decode("a", stored.get(0))).isInstanceOf(One.class);
    }
}
