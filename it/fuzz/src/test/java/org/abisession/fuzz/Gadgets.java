package org.abisession.fuzz;

import com.example.fuzz.Basket;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.commons.beanutils.BeanComparator;
import org.apache.commons.collections.Transformer;
import org.apache.commons.collections.functors.ChainedTransformer;
import org.apache.commons.collections.functors.ConstantTransformer;
import org.apache.commons.collections.functors.InvokerTransformer;
import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.apache.commons.collections.map.LazyMap;

/** Streams of Java serialization that published attacks are made of, and what else is not meant well. */
@SuppressWarnings("URLEqualsHashCode") // that is the attack
final class Gadgets {
    /** Set when a gadget has run code of its own. */
    static final String CANARY = "fuzz.gadget.ran";

    /** Classes of the JDK that attacks begin with, or go through. */
    private static final List<String> JDK = List.of(
            "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
            "com.sun.org.apache.xpath.internal.objects.XString",
            "com.sun.rowset.JdbcRowSetImpl",
            "java.beans.EventHandler",
            "java.beans.beancontext.BeanContextSupport",
            "java.lang.ProcessBuilder",
            "java.lang.Runtime",
            "java.lang.invoke.MethodHandleImpl",
            "java.net.URL",
            "java.rmi.MarshalledObject",
            "java.rmi.registry.Registry",
            "java.rmi.server.RemoteObject",
            "java.rmi.server.RemoteObjectInvocationHandler",
            "java.rmi.server.UnicastRemoteObject",
            "java.security.SignedObject",
            "java.util.Comparator",
            "java.util.ServiceLoader",
            "java.util.logging.FileHandler",
            "javax.management.BadAttributeValueExpException",
            "javax.management.remote.rmi.RMIConnectionImpl_Stub",
            "javax.naming.CompositeName",
            "javax.naming.InitialContext",
            "javax.script.ScriptEngineManager",
            "javax.swing.UIDefaults",
            "javax.swing.event.EventListenerList",
            "jdk.internal.misc.Unsafe",
            "sun.reflect.annotation.AnnotationInvocationHandler",
            "sun.rmi.server.ActivationGroupImpl",
            "sun.rmi.server.UnicastRef",
            "sun.rmi.transport.LiveRef",
            "sun.swing.SwingLazyValue");
    /** Classes of libraries that are in WEB-INF/lib, or could be. */
    private static final List<String> LIBRARIES = List.of(
            "com.mchange.v2.c3p0.PoolBackedDataSource",
            "org.apache.commons.beanutils.BeanComparator",
            "org.apache.commons.collections.functors.InstantiateTransformer",
            "org.apache.commons.collections.functors.InvokerTransformer",
            "org.apache.commons.collections.map.LazyMap",
            "org.apache.commons.collections.map.TransformedMap",
            "org.codehaus.groovy.runtime.ConvertedClosure",
            "org.springframework.aop.framework.AdvisedSupport",
            "org.springframework.aop.framework.JdkDynamicAopProxy",
            "org.springframework.aop.target.SingletonTargetSource",
            "org.springframework.beans.factory.ObjectFactory",
            "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider");

    private Gadgets() {}

    /** Streams that run code wherever they are read without a filter: the canary tells. */
    static Map<String, byte[]> live() throws Exception {
        Map<String, byte[]> live = new LinkedHashMap<>();
        live.put("commons-collections", serialize(lazyMap()));
        live.put("commons-beanutils", serialize(beanComparator()));
        return live;
    }

    /** All of them, the live ones among them. */
    static Map<String, byte[]> all() throws Exception {
        Map<String, byte[]> all = new LinkedHashMap<>(live());
        for (String name : JDK) {
            rename(all, name);
        }
        for (String name : LIBRARIES) {
            rename(all, name);
        }
        all.put(
                "proxy",
                serialize(Proxy.newProxyInstance(
                        Gadgets.class.getClassLoader(),
                        new Class<?>[] {Serializable.class},
                        (InvocationHandler & Serializable) (proxy, method, arguments) -> null)));
        all.put("lambda", serialize((Comparator<Object> & Serializable)
                (left, right) -> left.hashCode() - right.hashCode()));
        all.put(
                "url",
                serialize(
                        new HashMap<>(Map.of(URI.create("http://fuzz.invalid/").toURL(), 1))));
        all.put("nested sets", serialize(nestedSets()));
        all.put("same hashes", serialize(sameHashes(4_000)));
        all.put("deep", deep(100_000));
        all.put("reversed", serialize(reversed(900)));
        all.put("huge array", patched(new int[] {0x01020304}, new byte[] {0, 0, 0, 1, 1, 2, 3, 4}));
        all.put("huge list", patched(new ArrayList<>(List.of("abcd")), new byte[] {0, 0, 0, 1}));
        all.put("huge string", patched("abcd", new byte[] {0, 4, 'a', 'b'}));
        all.put("pattern", serialize(Pattern.compile("(".repeat(500) + "a" + ")*".repeat(500))));
        all.put("numbers", serialize(new Object[] {BigInteger.ONE.shiftLeft(500_000), new BitSet(1 << 20)}));
        return all;
    }

    private static void rename(Map<String, byte[]> all, String name) throws IOException {
        all.put(name, renamed(serialize(new Basket("x")), name));
        all.put(name + " in a set", renamed(serialize(new HashSet<>(Set.of(new Basket("x")))), name));
        all.put(name + " in a class", renamed(serialize(Basket.class), name));
        all.put(name + " in an array", renamed(serialize(new Basket[0]), name));
    }

    private static Object lazyMap() throws ReflectiveOperationException {
        Transformer chain = new ChainedTransformer(new Transformer[] {
            new ConstantTransformer(System.class),
            new InvokerTransformer("getMethod", new Class<?>[] {String.class, Class[].class}, new Object[] {
                "setProperty", new Class<?>[] {String.class, String.class}
            }),
            new InvokerTransformer("invoke", new Class<?>[] {Object.class, Object[].class}, new Object[] {
                null, new Object[] {CANARY, "yes"}
            })
        });
        Map<Object, Object> lazy = new HashMap<>();
        TiedMapEntry entry = new TiedMapEntry(lazy, "key");
        Map<Object, Object> outer = new HashMap<>();
        outer.put(entry, "value");
        Field map = TiedMapEntry.class.getDeclaredField("map");
        map.setAccessible(true);
        map.set(entry, LazyMap.decorate(new HashMap<>(), chain));
        return outer;
    }

    /** Calls a getter of what is in the queue. */
    private static Object beanComparator() {
        PriorityQueue<Object> queue = new PriorityQueue<>(
                2, new BeanComparator<>("bytes", (Comparator<Object> & Serializable) Canary::compare));
        queue.add("a");
        queue.add("b");
        System.clearProperty(CANARY);
        return queue;
    }

    /** Code of a library. */
    static final class Canary {
        private Canary() {}

        static int compare(Object a, Object b) {
            System.setProperty(CANARY, "yes");
            return 0;
        }
    }

    private static Set<Object> nestedSets() {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> first = new HashSet<>(Set.of("first"));
            Set<Object> second = new HashSet<>();
            left.addAll(Arrays.asList(first, second));
            right.addAll(Arrays.asList(first, second));
            left = first;
            right = second;
        }
        return root;
    }

    private static Set<String> sameHashes(int count) {
        Set<String> set = new HashSet<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int bit = 0; bit < 12; bit++) {
                text.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            set.add(text.toString());
        }
        return set;
    }

    private static Object reversed(int levels) {
        Comparator<Object> order = Collections.reverseOrder(
                (Comparator<Object> & Serializable) (left, right) -> left.hashCode() - right.hashCode());
        for (int i = 0; i < levels; i++) {
            order = new Reverse(order);
        }
        TreeMap<Object, Object> map = new TreeMap<>(order);
        map.put("a", 1);
        return map;
    }

    private record Reverse(Comparator<Object> order) implements Comparator<Object>, Serializable {
        @Override
        public int compare(Object a, Object b) {
            return order.compare(b, a);
        }
    }

    /** Lists in lists, more than any stack holds; made from the bytes of two. */
    private static byte[] deep(int levels) throws IOException {
        byte[] head = serialize(new ArrayList<>(List.of(new ArrayList<>())));
        String text = new String(head, StandardCharsets.ISO_8859_1);
        String again = text.substring(text.lastIndexOf("sq"));
        String one = again.replace("\u0000\u0000\u0000\u0000w", "\u0000\u0000\u0000\u0001w");
        return (text.substring(0, text.lastIndexOf("sq"))
                        + one.substring(0, one.length() - 2).repeat(levels))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] patched(Object value, byte[] length) throws IOException {
        String text = new String(serialize(value), StandardCharsets.ISO_8859_1);
        String from = new String(length, StandardCharsets.ISO_8859_1);
        String to = "\u007f\u00ff\u00ff\u00f0".substring(0, from.startsWith("\u0000\u0000") ? 4 : 2)
                + from.substring(from.startsWith("\u0000\u0000") ? 4 : 2);
        return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The stream with another name in the place of the basket's. */
    private static byte[] renamed(byte[] stream, String name) {
        String text = new String(stream, StandardCharsets.ISO_8859_1);
        String basket = Basket.class.getName();
        for (String[] form : new String[][] {{"[L", ";"}, {"", ""}}) {
            text = text.replace(utf(form[0] + basket + form[1]), utf(form[0] + name + form[1]));
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String utf(String name) {
        return "" + (char) (name.length() >> 8) + (char) (name.length() & 255) + name;
    }

    static byte[] serialize(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    /** A stream as an attribute has it. */
    static byte[] envelope(byte[] stream) {
        String data = Base64.getEncoder().encodeToString(stream);
        return ("{\"@type\":\"java\",\"class\":\"x\",\"data\":\"" + data + "\"}").getBytes(StandardCharsets.UTF_8);
    }
}
