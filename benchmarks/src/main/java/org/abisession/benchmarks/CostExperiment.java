package org.abisession.benchmarks;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.abisession.testing.RespProxy;

/**
 * Counts what each kind of request costs on Redis, for each candidate: a number of sessions live from the first request
 * to the logout, one after the other, one request at a time.
 */
final class CostExperiment {
    /** The turns of a conversation before the one that is counted. */
    private static final int TURNS_BEFORE = 20;

    private final Supplier<MeasuredRedis> redis;
    private final int sessions;
    private final Duration quiet;
    private final Progress progress;

    /**
     * Makes one with where each candidate's sessions are kept; the number of sessions whose requests are counted, for
     * each candidate; how long nothing is sent to Redis when a request has ended; and what is called for each session.
     * One more session goes before, not counted.
     */
    CostExperiment(Supplier<MeasuredRedis> redis, int sessions, Duration quiet, Progress progress) {
        this.redis = redis;
        this.quiet = quiet;
        this.sessions = sessions;
        this.progress = progress;
    }

    /** Returns how many steps the progress gets. */
    static long steps(int candidates, int sessions) {
        return (long) candidates * (sessions + 2);
    }

    /** Measures the candidates, and returns a map for each, with every kind of request. */
    Map<Candidate, Map<RequestKind, CostCell>> run(List<Candidate> candidates) throws Exception {
        Map<Candidate, Map<RequestKind, CostCell>> costs = new EnumMap<>(Candidate.class);
        for (Candidate candidate : candidates) {
            costs.put(candidate, run(candidate));
        }
        return costs;
    }

    private Map<RequestKind, CostCell> run(Candidate candidate) throws Exception {
        try (MeasuredRedis store = redis.get();
                RespProxy proxy = RespProxy.inFrontOf(store.uri());
                CandidateProcess nodes = CandidateProcess.start(candidate, proxy.port())) {
            progress.step(candidate.title());
            Map<RequestKind, CostCell> cells = new EnumMap<>(RequestKind.class);
            HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            CostMeter meter = new CostMeter(proxy, store.client(), quiet);
            for (int i = 0; i <= sessions; i++) {
                Map<RequestKind, CostCell> into = i == 0 ? new EnumMap<>(RequestKind.class) : cells;
                for (RequestKind kind : RequestKind.values()) {
                    into.put(kind, into.getOrDefault(kind, new CostCell()));
                }
                candidate.awaitLeases();
                new Life(nodes, meter, new Client(http), into, candidate).live();
                progress.step(candidate.title());
            }
            return cells;
        }
    }

    /** One session, from the first request to after the logout. */
    private record Life(
            CandidateProcess nodes,
            CostMeter meter,
            Client client,
            Map<RequestKind, CostCell> cells,
            Candidate candidate) {
        void live() throws Exception {
            for (RequestKind kind : RequestKind.values()) {
                Client before = client.remembered();
                if (kind == RequestKind.TURN) {
                    ask(client, 0, "/turns?count=" + TURNS_BEFORE);
                }
                count(kind, kind == RequestKind.PAGE ? visitorOfTheOtherNode() : client);
                switch (kind) {
                    case NO_SESSION -> must(kind, !client.hasCookie(), "made a cookie");
                    case TURN ->
                        must(
                                kind,
                                ask(client, 0, "/conversation").equals(Integer.toString(TURNS_BEFORE + 1)),
                                "the turn is not there");
                    case ID_CHANGE -> {
                        must(kind, ask(client, 0, "/read").equals("1"), "the session is not at the new id");
                        mayNotLive(kind, before, "the old id");
                    }
                    case LOGOUT -> mayNotLive(kind, before, "the session");
                    default -> {}
                }
            }
        }

        /** Returns a client whose session the other node has made. */
        private Client visitorOfTheOtherNode() throws IOException, InterruptedException {
            Client visitor = client.stranger();
            must(
                    RequestKind.PAGE,
                    ask(visitor, 1, RequestKind.CREATE.path()).equals(RequestKind.CREATE.answer()),
                    "its session is not there");
            candidate.awaitLeases();
            return visitor;
        }

        private void count(RequestKind kind, Client asking) throws Exception {
            String[] answer = new String[1];
            meter.awaitQuiet();
            Cost cost = meter.of(() -> answer[0] = answer(kind, asking));
            if (kind.answer().equals(answer[0])) {
                cell(kind).add(cost);
            } else {
                cell(kind).addWrong("answered '" + answer[0] + "', not '" + kind.answer() + "'");
            }
        }

        private String answer(RequestKind kind, Client asking) throws IOException, InterruptedException {
            String node = nodes.node(kind.node());
            String answer = asking.get(node, kind.path());
            for (int i = 0; i < kind.resources(); i++) {
                String resource = asking.get(node, RequestKind.UNUSED.path());
                if (!resource.equals(RequestKind.UNUSED.answer())) {
                    return resource + "' for a resource, '" + answer;
                }
            }
            return answer;
        }

        private void must(RequestKind kind, boolean so, String otherwise) {
            if (!so) {
                cell(kind).addWrong(otherwise);
            }
        }

        /** Checks that a dead id gives no session; on the other node first, which may have a copy. */
        private void mayNotLive(RequestKind kind, Client dead, String what) throws Exception {
            if (!ask(dead.remembered(), 1, "/read").equals("no session")) {
                cell(kind).addFinding(what + " is still answered by the other node");
            }
            if (!ask(dead.remembered(), 0, "/read").equals("no session")) {
                cell(kind).addFinding(what + " is answered again by the same node");
            }
        }

        private String ask(Client asking, int node, String path) throws IOException, InterruptedException {
            String answer = asking.get(nodes.node(node), path);
            meter.awaitQuiet();
            return answer;
        }

        private CostCell cell(RequestKind kind) {
            return Objects.requireNonNull(cells.get(kind), "every kind has a cell");
        }
    }
}
