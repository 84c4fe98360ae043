package org.abisession.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A number of clients that ask as fast as they get answers (a closed loop), each with a session and a connection of its
 * own.
 */
final class Load implements AutoCloseable {
    private final List<HttpConnection> clients = new ArrayList<>();
    private final ExecutorService threads;

    /** Makes the sessions on a node. */
    Load(String node, int count, int attributes, int bytes) throws IOException {
        threads = Executors.newFixedThreadPool(count);
        for (int i = 0; i < count; i++) {
            HttpConnection client = new HttpConnection(node);
            clients.add(client);
            client.get("/create?attributes=" + attributes + "&bytes=" + bytes, "created");
            client.get("/change?value=1", "changed");
        }
    }

    /** Has all clients ask so often in all. */
    Round run(String path, String expected, int requests) throws InterruptedException, ExecutionException {
        int each = Math.max(1, requests / clients.size());
        List<Callable<long[]>> work = new ArrayList<>();
        for (HttpConnection client : clients) {
            work.add(() -> {
                long[] nanos = new long[each];
                for (int i = 0; i < each; i++) {
                    long begun = System.nanoTime();
                    client.get(path, expected);
                    nanos[i] = System.nanoTime() - begun;
                }
                return nanos;
            });
        }
        long begun = System.nanoTime();
        List<long[]> all = new ArrayList<>();
        for (Future<long[]> done : threads.invokeAll(work)) {
            all.add(done.get());
        }
        long elapsed = System.nanoTime() - begun;
        return new Round(all.stream().flatMapToLong(Arrays::stream).toArray(), elapsed);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (HttpConnection client : clients) {
            client.close();
        }
    }
}
