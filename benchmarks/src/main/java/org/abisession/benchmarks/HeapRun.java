package org.abisession.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The heap that sessions take on a node of a candidate, after garbage collections. They are large, so that it shows
 * beside what a node takes up and lets go all the time. What a request takes without a session is not counted. For one
 * thread, once.
 */
final class HeapRun {
    /** The characters of a session, in all attributes together. */
    static final int CHARACTERS = 40_000;

    private static final int ATTRIBUTES = 10;
    private static final String CREATE = "/create?attributes=" + ATTRIBUTES + "&bytes=" + CHARACTERS;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /**
     * The sessions that are made before anything is measured, so that classes are loaded and caches have their size.
     */
    private static final int WARM_UP = 100;

    private final Candidate candidate;
    private final SessionsExperiment.Effort effort;

    HeapRun(Candidate candidate, SessionsExperiment.Effort effort) {
        this.candidate = candidate;
        this.effort = effort;
    }

    /** Measures the candidate, and adds what it finds to the result. */
    void run(MeasuredRedis store, SessionsExperiment.Result result) throws Exception {
        try (CandidateProcess nodes = CandidateProcess.start(candidate, store.host(), store.port());
                Node node = new Node(nodes.node(0), effort.active())) {
            try {
                node.fill(Math.min(WARM_UP, effort.idle()));
                List<Double> active = new ArrayList<>();
                for (int round = 0; round <= effort.rounds(); round++) { // the first one warms up
                    long bare = node.held(false);
                    node.create();
                    double bytes = (double) (node.held(true) - bare) / effort.active();
                    if (round > 0) {
                        active.add(bytes);
                    }
                }
                long before = node.heap();
                node.fill(effort.idle());
                double idle = (double) (node.heap() - before) / effort.idle();
                result.heaps().add(new SessionsExperiment.Heap(candidate, idle, Medians.of(active)));
            } catch (IOException e) {
                result.stops()
                        .add(new SessionsExperiment.Stop(
                                candidate.title() + ", heap", effort.idle(), nodes.describe(e)));
            }
        }
    }

    /** A node with as many clients as there are requests at the same time. */
    private static final class Node implements AutoCloseable {
        private final String address;
        private final HttpConnection control;
        private final List<HttpConnection> clients = new ArrayList<>();
        private final List<String> cookies = new ArrayList<>();
        private final ExecutorService threads;

        Node(String address, int count) throws IOException {
            this.address = address;
            control = new HttpConnection(address, PATIENCE);
            threads = Executors.newFixedThreadPool(count);
            for (int i = 0; i < count; i++) {
                clients.add(new HttpConnection(address, PATIENCE));
            }
        }

        void fill(int count) throws IOException, InterruptedException {
            Duration limit = PATIENCE.multipliedBy(2);
            double unused = new Filling(limit, () -> {}).run(count, Filling.overHttp(address, CREATE, PATIENCE));
        }

        /** Creates a new session for each client. */
        void create() throws IOException {
            cookies.clear();
            for (HttpConnection client : clients) {
                client.as(null);
                client.get(CREATE, "created");
                cookies.add(Objects.requireNonNull(client.cookie(), "a session has a cookie"));
            }
        }

        long heap() throws IOException {
            return Long.parseLong(control.get("/process/heap"));
        }

        /** Returns the bytes of the heap while each client has a request under way, which has a session or none. */
        long held(boolean sessions) throws IOException, InterruptedException {
            String expected = sessions ? Integer.toString(ATTRIBUTES) : "0";
            List<Future<?>> requests = new ArrayList<>();
            for (int i = 0; i < clients.size(); i++) {
                HttpConnection client = clients.get(i);
                client.as(sessions ? cookies.get(i) : null);
                requests.add(threads.submit(() -> {
                    client.get("/process/hold", expected);
                    return null;
                }));
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!control.get("/process/holding").equals(Integer.toString(clients.size()))) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("not all of " + clients.size() + " requests were under way at once");
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
            long bytes = heap();
            control.get("/process/release", "released");
            try {
                for (Future<?> request : requests) {
                    request.get();
                }
            } catch (ExecutionException e) {
                throw new IOException(
                        e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            threads.shutdownNow();
            control.close();
            for (HttpConnection client : clients) {
                client.close();
            }
        }
    }
}
