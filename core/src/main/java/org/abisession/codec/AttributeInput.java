package org.abisession.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads Java serialization and resolves every class through an {@link AttributeClassFilter}, by name first. */
final class AttributeInput extends ObjectInputStream {
    private final AttributeClassFilter filter;
    private final StreamLimits limits;
    private final HashCostLimit hashing = new HashCostLimit();

    AttributeInput(InputStream bytes, AttributeClassFilter filter, StreamLimits limits) throws IOException {
        super(bytes);
        this.filter = filter;
        this.limits = limits;
        // A factory of the JVM has its say in here; the JVM's own filter would be replaced by ours.
        setObjectInputFilter(JvmFilter.mergedWith(limits));
        enableResolveObject(true);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        String name = description.getName();
        Class<?> type = TextUrls.named(name);
        if (type == null) {
            type = filter.load(name);
        }
        hashing.found(type);
        hashing.check(limits.length());
        return type;
    }

    /** Counts each object when all that is in it has been read, and before it is put into what is around it. */
    @Override
    protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
        if (object != null) {
            hashing.countRead(object);
            hashing.check(limits.length());
        }
        return object instanceof URL url ? TextUrls.of(url.toExternalForm()) : object;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        List<Class<?>> faces = new ArrayList<>();
        for (String name : interfaces) {
            faces.add(filter.loadInterface(name));
        }
        return filter.proxies().of(List.copyOf(faces));
    }
}
