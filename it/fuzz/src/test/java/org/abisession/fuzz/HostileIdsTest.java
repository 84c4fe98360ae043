package org.abisession.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.TestLogs;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests what clients send in the place of a session id, over sockets, to real nodes. */
class HostileIdsTest {
    private static final int THREADS = 4;
    private static final int BATCH = 32;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    /** Tomcat quotes, once a day at INFO, what its own parser refused: docs/security.md says how to leave that out. */
    private static final List<String> REFUSED_BY_THE_PARSER = List.of(
            "org.apache.coyote.http11.Http11Processor Error parsing HTTP request header",
            "org.apache.tomcat.util.http.parser.Cookie A cookie header was received");

    /** Tells what a read consists of beside its script. */
    private static final List<String> READ = List.of("MULTI", "HGETALL", "EXEC");

    private RespProxy proxy;
    private Node node;

    /** Describes what one thread sends. */
    @FunctionalInterface
    private interface Share {
        void send(HostileRequests requests, HttpPipe pipe) throws IOException;
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
        proxy.close();
        assertThat(logs.lines())
                .filteredOn(line -> REFUSED_BY_THE_PARSER.stream().noneMatch(line::contains))
                .noneMatch(line -> line.contains(HostileIds.MARK));
    }

    @ParameterizedTest
    @EnumSource
    void request_malformedIds_neverReachRedisNorAreShownAnywhere(Container container) throws Exception {
        start(container);
        Traffic.Mark mark = proxy.mark();
        try (Fuzz fuzz = new Fuzz("malformed ids, " + container)) {
            int rounds = fuzz.times(40, 1_000_000);
            run(fuzz, (requests, pipe) -> {
                for (int round = 0; round < rounds; round++) {
                    pipe.send(
                            batch(() -> requests.malformed("peek=")),
                            response -> response.ifPresentOrElse(
                                    answer -> {
                                        fuzz.count("status " + answer.status());
                                        check(fuzz, answer.head(), answer.body());
                                        assertThat(answer.setsCookie()).isFalse();
                                    },
                                    () -> fuzz.count("no answer")));
                    checkAll(fuzz, pipe.sendAlone(requests.lineBreaking("peek=")));
                }
            });
            assertThat(proxy.since(mark).commands()).isEmpty();
            assertThat(redis.keys("session:*")).isEmpty();
            assertThat(fuzz.counted("status 200")).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource
    void newSession_malformedOrUnknownIds_areNotAdopted(Container container) throws Exception {
        start(container);
        try (Fuzz fuzz = new Fuzz("ids offered for a new session, " + container)) {
            int rounds = fuzz.times(5, 100);
            run(fuzz, (requests, pipe) -> {
                for (int round = 0; round < rounds; round++) {
                    boolean unknown = round % 2 == 0;
                    pipe.send(
                            batch(() -> unknown ? requests.unknown("session=") : requests.malformed("session=")),
                            response -> response.ifPresent(answer -> {
                                fuzz.count("status " + answer.status());
                                check(fuzz, answer.head(), answer.body());
                                fuzz.count("sessions made", answer.setsCookie() ? 1 : 0);
                            }));
                }
            });
            assertThat(redis.keys("*")).noneMatch(key -> key.contains(HostileIds.MARK));
            assertThat(redis.keys("session:*:metadata"))
                    .hasSize((int) fuzz.counted("sessions made"))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void request_unknownIds_costAtMostOneReadEachAndLeaveNothing(Container container) throws Exception {
        start(container);
        Traffic.Mark mark = proxy.mark();
        try (Fuzz fuzz = new Fuzz("unknown ids, " + container)) {
            int rounds = fuzz.times(14, 1_000_000);
            run(fuzz, (requests, pipe) -> {
                for (int round = 0; round < rounds; round++) {
                    pipe.send(
                            batch(() -> requests.unknown("peek=")),
                            response -> response.ifPresent(answer -> {
                                fuzz.count("status " + answer.status());
                                check(fuzz, answer.head(), answer.body());
                                assertThat(answer.setsCookie()).isFalse();
                            }));
                }
            });
            Traffic traffic = proxy.since(mark);
            fuzz.count("reads", traffic.roundTrips());
            // Before Redis knows the script, each thread may have to send it.
            assertThat((long) traffic.roundTrips()).isLessThanOrEqualTo(fuzz.counted("ids") + THREADS);
            assertThat(traffic.commands()).allMatch(command -> command.endsWith(" load") || READ.contains(command));
            assertThat(redis.keys("session:*")).isEmpty();
        }
    }

    private void start(Container container) throws Exception {
        proxy = RespProxy.inFrontOf(redis.uri());
        // No sweep while it runs, so that every command is a request's.
        node = container.start(
                new ContractWebapp().writeTo(directory),
                Map.of("redis-url", proxy.uri(), "env-file", "off", "sweep-interval", "1h", "expiry-retention", "2h"));
    }

    private void run(Fuzz fuzz, Share share) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                HostileRequests requests = new HostileRequests(fuzz.random(i), node.port());
                running.add(threads.submit(() -> {
                    try (HttpPipe pipe = new HttpPipe(node.port())) {
                        share.send(requests, pipe);
                    }
                    fuzz.count("ids", requests.ids());
                    return null;
                }));
            }
            for (Future<?> thread : running) {
                thread.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    private static List<byte[]> batch(Supplier<byte[]> requests) {
        List<byte[]> batch = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            batch.add(requests.get());
        }
        return batch;
    }

    /** Checks the heads of responses to what were several requests, or none. */
    private static void checkAll(Fuzz fuzz, String responses) {
        for (String response : responses.split("HTTP/1.1 ", -1)) {
            // To what it does not take for HTTP/1.1 Tomcat answers without a head.
            int head = response.matches("(?s)[0-9]{3} .*") ? (response + "\r\n\r\n").indexOf("\r\n\r\n") : 0;
            check(fuzz, response.substring(0, head), response.substring(head));
        }
    }

    private static void check(Fuzz fuzz, String head, String body) {
        assertThat(head).doesNotContain(HostileIds.MARK);
        if (body.contains(HostileIds.MARK)) {
            fuzz.count("shown in a body");
        }
    }
}
