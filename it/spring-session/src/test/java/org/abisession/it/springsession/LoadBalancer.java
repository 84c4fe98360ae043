package org.abisession.it.springsession;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Sends each request to the next node, those of customers with a cookie of abi-session to the next one that has it. */
@SuppressWarnings("try") // containers' stop methods throw Exception
final class LoadBalancer implements AutoCloseable {
    /** A request to a node. */
    @FunctionalInterface
    interface Call {
        String to(ShopNode node) throws Exception;
    }

    private static final class Backend {
        final ShopNode node;
        final boolean switched;
        final ReentrantReadWriteLock drained = new ReentrantReadWriteLock();

        Backend(ShopNode node, boolean switched) {
            this.node = node;
            this.switched = switched;
        }
    }

    private final List<Backend> backends = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    void add(ShopNode node, boolean switched) {
        backends.add(new Backend(node, switched));
    }

    /** Takes an old node away, and stops it when its last request is over. */
    void removeOld() throws Exception {
        Backend old = backends.stream()
                .filter(backend -> !backend.switched)
                .findFirst()
                .orElseThrow();
        backends.remove(old);
        old.drained.writeLock().lock(); // for good
        old.node.close();
    }

    String call(boolean switched, Call call) throws Exception {
        while (true) {
            List<Backend> able = backends.stream()
                    .filter(backend -> backend.switched || !switched)
                    .toList();
            Backend backend = able.get(Math.floorMod(next.getAndIncrement(), able.size()));
            if (backend.drained.readLock().tryLock()) {
                try {
                    return call.to(backend.node);
                } finally {
                    backend.drained.readLock().unlock();
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        for (Backend backend : backends) {
            backend.node.close();
        }
    }
}
