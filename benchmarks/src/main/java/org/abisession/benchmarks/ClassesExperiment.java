package org.abisession.benchmarks;

import java.io.IOException;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lists the classes of abi-session that a request passes: what somebody reads who follows it through the code. The
 * node has served such requests before, so that nothing is set up.
 */
final class ClassesExperiment {
    static final List<Candidate> CANDIDATES =
            List.of(Candidate.TOMCAT_ABI, Candidate.TOMCAT_ABI_NEAR, Candidate.JETTY_ABI, Candidate.JETTY_ABI_NEAR);

    private static final List<RequestKind> KINDS = List.of(RequestKind.READ, RequestKind.CHANGE);
    private static final int TIMES_BEFORE = 20;
    /** The time in which a node has done what it does after a response. */
    private static final long AFTER_MILLIS = 200;

    private final Supplier<MeasuredRedis> redis;
    private final Progress progress;

    /**
     * Holds the classes of one request.
     *
     * @param classes their full names, outermost classes alone, in the order in which the request enters them
     * @param values how many of them are records and enums
     */
    record Line(String candidate, String request, List<String> classes, int values) {}

    ClassesExperiment(Supplier<MeasuredRedis> redis, Progress progress) {
        this.redis = redis;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(List<Candidate> candidates) {
        return (long) candidates.size() * KINDS.size();
    }

    /** Returns a line for each candidate and each kind of request. */
    List<Line> run(List<Candidate> candidates) throws Exception {
        List<Line> lines = new ArrayList<>();
        for (Candidate candidate : candidates) {
            int port = MethodTrace.freePort();
            List<String> flags = new ArrayList<>(ChildJvm.FLAGS);
            flags.add(MethodTrace.flag(port));
            try (MeasuredRedis store = redis.get();
                    CandidateProcess nodes = CandidateProcess.start(candidate, store.host(), store.port(), flags);
                    MethodTrace trace = MethodTrace.attach(port)) {
                Client client = new Client(HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build());
                ask(client, nodes, RequestKind.CREATE);
                for (RequestKind kind : KINDS) {
                    lines.add(line(candidate, kind, client, nodes, trace));
                    progress.step(candidate.title() + ", " + kind.title());
                }
            }
        }
        return lines;
    }

    private static Line line(
            Candidate candidate, RequestKind kind, Client client, CandidateProcess nodes, MethodTrace trace)
            throws IOException, InterruptedException {
        for (int i = 0; i < TIMES_BEFORE; i++) {
            ask(client, nodes, kind);
        }
        trace.begin();
        ask(client, nodes, kind); // watching begins slowly, which a lease does not outlive
        trace.clear();
        ask(client, nodes, kind);
        TimeUnit.MILLISECONDS.sleep(AFTER_MILLIS);
        List<String> classes = trace.end();
        int values = (int) classes.stream().filter(trace::isValue).count();
        return new Line(candidate.title(), kind.title(), classes, values);
    }

    private static void ask(Client client, CandidateProcess nodes, RequestKind kind)
            throws IOException, InterruptedException {
        String answer = client.get(nodes.node(0), kind.path());
        if (answer.startsWith("status ")) {
            throw new IOException(kind.title() + " was answered with " + answer + ": " + nodes.log());
        }
    }
}
