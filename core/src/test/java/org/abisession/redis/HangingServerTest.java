package org.abisession.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.TestCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Redis is stopped by SIGSTOP: the kernel takes connections and bytes for it still, up to what it buffers. */
@Tag("full")
class HangingServerTest {
    private static final Duration TIMEOUT = Duration.ofMillis(500);
    /** Far more than the command timeout, for a busy machine: what hung, hung for good. */
    private static final Duration LONGEST = TIMEOUT.multipliedBy(40);

    private static final int MB = 1 << 20;

    @TempDir
    static Path directory;

    private static TestCertificates certificates;

    private EmbeddedRedis server;
    private RedisConnections connections;
    private RedisSessionRepository repository;
    private SessionId id;

    @BeforeAll
    static void makeCertificates() {
        certificates = TestCertificates.create(directory, "ip:127.0.0.1");
    }

    @AfterEach
    void stop() {
        server.goOn();
        connections.close();
        server.close();
    }

    private void start(boolean tls, Duration timeout) {
        SharedCluster.assumeBinary();
        SettingsOf settings = tls ? encrypted(timeout) : plain(timeout);
        server = settings.server;
        SessionSettings built = settings.settings;
        connections = RedisConnections.open(built);
        repository = new RedisSessionRepository(connections, built, ended -> {});
        await().atMost(Duration.ofSeconds(60))
                .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                .until(() -> {
                    id = Sessions.create(repository);
                    return true;
                });
    }

    private record SettingsOf(EmbeddedRedis server, SessionSettings settings) {}

    private static SettingsOf plain(Duration timeout) {
        EmbeddedRedis server = EmbeddedRedis.start();
        return new SettingsOf(server, settings(server.uri(), timeout, Map.of()));
    }

    private static SettingsOf encrypted(Duration timeout) {
        EmbeddedRedis server = EmbeddedRedis.start(certificates.serverArguments());
        return new SettingsOf(
                server,
                settings(
                        "rediss://127.0.0.1:" + server.port(),
                        timeout,
                        Map.of("redis-ca", certificates.ca().toString())));
    }

    private static SessionSettings settings(String uri, Duration timeout, Map<String, String> more) {
        var builder = SessionSettings.builder()
                .adapter("redis-url", uri)
                .adapter("pool-size", "1")
                .adapter("command-timeout", timeout.toMillis() + "ms");
        more.forEach(builder::adapter);
        return builder.build();
    }

    static Stream<Arguments> operations() {
        List<Arguments> all = new ArrayList<>();
        for (boolean tls : new boolean[] {false, true}) {
            for (int megabytes : tls ? new int[] {40} : new int[] {4, 40}) {
                all.add(operation("create", tls, megabytes, (test, bytes) -> test.repository.create(with(bytes))));
                all.add(operation("save", tls, megabytes, (test, bytes) -> test.save(delta(bytes, Map.of()))));
                all.add(operation("save of many", tls, megabytes, (test, bytes) -> test.save(many(bytes))));
                all.add(operation(
                        "save shared",
                        tls,
                        megabytes,
                        (test, bytes) -> test.save(delta(
                                new byte[0], Map.of("a", SessionKeys.bytes("\"" + "x".repeat(bytes.length) + "\""))))));
            }
            all.add(operation("find", tls, 0, (test, bytes) -> test.repository.find(test.id)));
        }
        all.add(operation(
                "append",
                false,
                4,
                (test, bytes) -> test.repository
                        .conversation(test.id)
                        .append(ConversationEntry.builder("x".repeat(bytes.length))
                                .build())));
        all.add(operation("touch", false, 0, (test, bytes) -> test.repository.touch(test.id)));
        all.add(operation("delete", false, 0, (test, bytes) -> test.repository.delete(test.id)));
        all.add(operation("claim", false, 0, (test, bytes) -> test.repository.claimExpired(test.id)));
        all.add(operation(
                "changeId", false, 0, (test, bytes) -> test.repository.changeId(test.id, SessionId.random())));
        all.add(operation(
                "last",
                false,
                0,
                (test, bytes) -> test.repository.conversation(test.id).last(1)));
        all.add(operation(
                "describe",
                false,
                0,
                (test, bytes) -> test.repository.storedKeys(test.id).describe()));
        return all.stream();
    }

    private void save(SessionDelta delta) {
        repository.save(Sessions.snapshot(id, Duration.ofMinutes(30)), delta);
    }

    private static Arguments operation(
            String name, boolean tls, int megabytes, BiConsumer<HangingServerTest, byte[]> operation) {
        return Arguments.of(name, tls, megabytes, operation);
    }

    private static SessionSnapshot with(byte[] value) {
        SessionSnapshot empty = Sessions.snapshot(SessionId.random(), Duration.ofMinutes(30));
        return new SessionSnapshot(
                empty.id(),
                empty.createdAt(),
                empty.lastAccessedAt(),
                empty.maxInactiveInterval(),
                false,
                Map.of("a", value),
                empty.metadata());
    }

    private static SessionDelta delta(byte[] own, Map<String, byte[]> shared) {
        return new SessionDelta(Map.of("a", own), Set.of(), java.util.Optional.empty(), shared, Set.of());
    }

    /** Returns a change with many values, each smaller than the client's buffer. */
    private static SessionDelta many(byte[] all) {
        Map<String, byte[]> fields = new java.util.HashMap<>();
        for (int i = 0; i <= all.length / 4096; i++) {
            fields.put("a" + i, new byte[4096]);
        }
        return SessionDelta.of(fields, Set.of());
    }

    @ParameterizedTest(name = "{0}, tls {1}, {2} MB")
    @MethodSource("operations")
    void operation_serverHangs_failsAfterTheCommandTimeoutAndFreesItsPlace(
            String name, boolean tls, int megabytes, BiConsumer<HangingServerTest, byte[]> operation) {
        start(tls, TIMEOUT);
        byte[] value = new byte[megabytes * MB];
        server.hang();
        long begun = System.nanoTime();
        Throwable failure = catchThrowable(() -> operation.accept(this, value));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        server.goOn();

        assertThat(failure).as(name).isInstanceOf(SessionStoreUnavailableException.class);
        assertThat(took).isLessThan(LONGEST);
        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(SessionStoreException.class::isInstance)
                .until(() -> connections.ping() != null);
    }

    @Test
    void operations_moreThanConnections_waitForTheSameTimeout() throws Exception {
        start(false, TIMEOUT);
        byte[] value = new byte[40 * MB];
        server.hang();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Callable<Duration> save = () -> {
                long begun = System.nanoTime();
                assertThat(catchThrowable(() -> repository.create(with(value))))
                        .isInstanceOf(SessionStoreUnavailableException.class);
                return Duration.ofNanos(System.nanoTime() - begun);
            };
            for (Future<Duration> one :
                    threads.invokeAll(IntStream.range(0, 8).mapToObj(i -> save).toList())) {
                assertThat(one.get()).isLessThan(LONGEST);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void values_largerThanTheSocketBuffers_areStoredAndRead() {
        start(true, Duration.ofSeconds(30));
        SessionSnapshot large = with(new byte[20 * MB]);
        repository.create(large);
        assertThat(repository.find(large.id()).orElseThrow().fields().get("a")).hasSize(20 * MB);
    }
}
