package org.abisession.cli;

import static org.abisession.cli.Stored.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.abisession.store.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;

/** Each misconfiguration is started for real, and must be the one thing that doctor finds. */
class DoctorTest extends DoctorFixture {
    @Test
    void wellConfigured_local_nothingIsFoundAndNothingIsLeft() {
        EmbeddedRedis redis = redis();
        SessionId id = session(redis);
        assertThat(found(Cli.at(redis.uri()))).isEmpty();
        assertThat(client(redis).dbSize()).isEqualTo(2);
        Cli.Outcome text = Cli.at(redis.uri()).run("doctor");
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains("redis-url                redis://127.0.0.1:" + redis.port() + "  (environment REDIS_URL)")
                .contains("  ok    connect ", "  ok    log in   as default", "  ok    PING ", "  ok    SET\n")
                .contains(
                        "  ok    GET\n",
                        "  ok    DEL\n",
                        "looked at 2 keys of 1 sessions",
                        "0 errors, 0 warnings, 0 notes")
                .doesNotContain(id.value());
    }

    @Test
    void noServer_isFound() {
        EmbeddedRedis redis = redis();
        redis.stop();
        assertFound(Cli.at(redis.uri()), "ERROR refused", "redis-server, or docker-compose up -d redis");
    }

    @Test
    void silentServer_isFound() throws IOException {
        ServerSocket silent = closing(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
        assertFound(
                Cli.at("redis://127.0.0.1:" + silent.getLocalPort()).env("ABI_SESSION_COMMAND_TIMEOUT", "300ms"),
                "ERROR no-answer",
                "--latency");
    }

    @Test
    void otherServer_isFound() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        http.start();
        closing(() -> http.stop(0));
        assertFound(
                Cli.at("redis://127.0.0.1:" + http.getAddress().getPort()).env("ABI_SESSION_COMMAND_TIMEOUT", "500ms"),
                "ERROR not-redis",
                "ss -ltnp | grep");
    }

    @Test
    void connectionThatEndsWithoutAnAnswer_isFound() throws IOException {
        ServerSocket ending = closing(new ServerSocket(0, 5, InetAddress.getLoopbackAddress()));
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    ending.accept().close();
                }
            } catch (IOException e) {
                return; // the test is over
            }
        });
        thread.start();
        assertFound(Cli.at("redis://127.0.0.1:" + ending.getLocalPort()), "ERROR not-redis", "ss -ltnp | grep");
    }

    @Test
    void passwords_wrongMissingOrNotWanted_areFound() {
        EmbeddedRedis locked = redis("--requirepass", "secret");
        assertFound(
                Cli.at(locked.uri()).env("REDIS_PASSWORD", "hunter2"),
                "ERROR password-wrong",
                "Correct REDIS_PASSWORD and REDIS_USERNAME");
        assertFound(Cli.at(locked.uri()), "ERROR password-missing", "Set REDIS_PASSWORD");
        assertFound(
                Cli.at(redis().uri()).env("REDIS_PASSWORD", "hunter2"),
                "WARNING open-to-all",
                "ACL SETUSER default resetpass '>PASSWORD'");
    }

    @Test
    void database_absentOrNotThatOfTheSessions_isFound() {
        EmbeddedRedis redis = redis("--databases", "4");
        session(redis);
        assertFound(Cli.at(redis.uri()).env("REDIS_DB", "4"), "ERROR database", "Set REDIS_DB=0");
        assertFound(Cli.at(redis.uri()).env("REDIS_DB", "3"), "INFO other-database", "Set REDIS_DB=0");
    }

    @Test
    void settings_malformedOrUnknown_areFoundAndAreExitCode2() throws IOException {
        Files.writeString(directory.resolve(".env"), "REDIS_HOST=localhost\nREDIS_PASSWORD='hunter2\n");
        assertFound(new Cli().directory(directory), "ERROR settings", "Correct that, or set abi.session.env-file=off.");
        assertFound(new Cli().env("ABI_SESSION_REDIS_PROT", "1"), "ERROR settings", "Correct or remove it.");
        Cli.Outcome outcome = new Cli().env("REDIS_PORT", "six").run("doctor");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).contains("abi.session.redis-port must be a port from 1 to 65535, was \"six\"");
    }

    @Test
    void settings_malformedUrl_problemAndActionAreWholeSentences() {
        JsonNode finding = new Cli()
                .env("REDIS_URL", "localhost:6379")
                .run("doctor", "--json")
                .json()
                .get("findings")
                .get(0);
        assertThat(finding.get("what").asString())
                .isEqualTo("abi.session.redis-url must begin with redis://, rediss://, redis-sentinel:// or"
                        + " redis-cluster:// (environment REDIS_URL).");
        assertThat(finding.get("fix").asString())
                .isEqualTo(
                        "Write it as redis://user:password@host:6379/0, rediss://... for TLS,"
                                + " redis-sentinel://host1:26379,host2:26379/master/0 or redis-cluster://host1:6379,host2:6379.");
    }

    @Test
    void keysFile_thatOthersCanRead_isFound() throws IOException {
        EmbeddedRedis redis = redis();
        Path file = Files.writeString(directory.resolve("keys"), "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Cli cli = Cli.at(redis.uri()).env("ABI_SESSION_ATTRIBUTE_KEYS_FILE", file.toString());
        assertThat(found(cli)).isEqualTo("WARNING keys-file-permissions: Restrict it: chmod 600 " + file + "\n");
    }

    @Test
    void settings_riskyButValid_areFoundWithBothOrigins() throws IOException {
        EmbeddedRedis redis = redis("--requirepass", "secret");
        Path file = Files.writeString(directory.resolve(".env"), "REDIS_URL=" + redis.uri() + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Cli cli = new Cli().directory(directory).env("REDIS_PASSWORD", "secret");
        assertThat(found(cli))
                .contains(
                        "WARNING env-file-permissions: Restrict it: chmod 600 " + file,
                        "WARNING password-destination: ")
                .hasLineCount(2);
        assertThat(cli.run("doctor").out())
                .contains("abi.session.redis-password (environment REDIS_PASSWORD)", "(REDIS_URL in .env)");
        Cli.Outcome list = cli.run("list", "--json");
        assertThat(list.out()).isEmpty();
        assertThat(list.err()).contains("Warning: ", "chmod 600 " + file).doesNotContain("secret");
    }

    @Test
    void evictionPolicy_isFound() {
        assertFound(
                Cli.at(redis("--maxmemory-policy", "allkeys-lru").uri()),
                "ERROR eviction-policy",
                "CONFIG SET maxmemory-policy noeviction");
    }

    @Test
    void persistence_noneOrSnapshotsOnly_isFound() {
        String fix = "CONFIG SET appendonly yes";
        assertFound(Cli.at(redis("--appendonly", "no").uri()), "WARNING no-persistence", fix);
        assertFound(Cli.at(redis("--appendonly", "no", "--save", "3600", "1").uri()), "WARNING snapshots-only", fix);
    }

    @Test
    void memory_nearlyFullOrFull_isFound() {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        for (int i = 0; i < 40; i++) { // beside which connections don't count
            client.set("ballast" + i, "x".repeat(500_000));
        }
        long used = Long.parseLong(client.info("memory").replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
        client.configSet("maxmemory", Long.toString(used + used / 20));
        assertFound(Cli.at(redis.uri()), "WARNING memory-nearly-full", "CONFIG SET maxmemory");
        client.configSet("maxmemory", "100kb");
        assertFound(Cli.at(redis.uri()), "ERROR memory-full", "CONFIG SET maxmemory");
    }

    @Test
    void replica_isFoundWithItsPrimary() {
        EmbeddedRedis primary = redis();
        EmbeddedRedis replica = redis("--replicaof", "127.0.0.1", Integer.toString(primary.port()));
        assertFound(Cli.at(replica.uri()), "ERROR replica", "Set REDIS_URL=redis://127.0.0.1:" + primary.port());
    }

    @Test
    void replicas_fewerThanWanted_areFound() {
        EmbeddedRedis redis = redis("--min-replicas-to-write", "1");
        assertFound(Cli.at(redis.uri()), "ERROR no-replicas", "CONFIG SET min-replicas-to-write 0");
    }

    @Test
    void cluster_namedAsOneServer_isFound() {
        assertFound(
                Cli.at(redis("--cluster-enabled", "yes").uri()),
                "ERROR cluster",
                "REDIS_URL=redis-cluster://127.0.0.1:");
    }

    @Test
    void commands_switchedOff_areFound() {
        for (String command : List.of("EVALSHA", "SCAN")) {
            EmbeddedRedis redis = redis("--rename-command", command, "");
            assertThat(found(Cli.at(redis.uri())))
                    .contains("ERROR command-unknown: Undo rename-command")
                    .doesNotContain("ACL");
        }
        EmbeddedRedis silent = redis("--rename-command", "INFO", "");
        assertFound(Cli.at(silent.uri()), "INFO not-checked-info", "Undo rename-command of INFO");
    }

    @Test
    void connections_tooFewForANode_areFound() {
        assertFound(Cli.at(redis("--maxclients", "40").uri()), "WARNING clients", "CONFIG SET maxclients 10000");
    }

    @Test
    void keysWithoutExpiry_areFoundButNotThoseOfImmortalSessions() {
        EmbeddedRedis redis = redis();
        Stored stored = closing(new Stored(redis.uri()));
        stored.session(SessionId.random(), "ada", Map.of("a", "1"), Duration.ZERO);
        assertThat(found(Cli.at(redis.uri()))).isEmpty();
        client(redis).rpush(key(stored.session("bob", Map.of("a", "1")), "conversation"), "{}");
        assertFound(Cli.at(redis.uri()), "WARNING no-ttl", "EXPIRE 'session:<id>:conversation' 86400");
    }

    @Test
    void immortalSession_ofAnotherApplication_isNoFindingAndAKeyWithoutExpiryIs() {
        EmbeddedRedis redis = redis();
        Stored shop = closing(new Stored(redis.uri(), "app", "shop"));
        shop.repository().register();
        shop.turn(shop.session(SessionId.random(), "ada", Map.of("a", "1"), Duration.ZERO), "Hot?", "Yes.");
        assertThat(found(Cli.at(redis.uri()))).isEmpty();
        assertThat(found(Cli.at(redis.uri()).env("ABI_SESSION_APP", "shop"))).isEmpty();
        client(redis).rpush(key(shop.session("bob", Map.of("a", "1")), "conversation"), "{}");
        assertFound(Cli.at(redis.uri()), "WARNING no-ttl", "EXPIRE 'session:<id>:conversation' 86400");
    }

    @Test
    void session_thatANodeServesFromACopy_isNoFindingAndShownWithoutTheLease() {
        EmbeddedRedis redis = redis();
        SessionId id = closing(new Stored(redis.uri())).session("ada", Map.of("a", "1"));
        client(redis).hset(key(id, "attributes"), "@lease", "nodeWithNearCache 1 4102444800000 0");
        assertThat(found(Cli.at(redis.uri()))).isEmpty();
        assertThat(Cli.at(redis.uri()).run("show", id.toString()).out())
                .contains("@created_at")
                .doesNotContain("@lease");
    }

    @Test
    void values_thatCannotBeRead_areFound() {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        SetParams expiry = SetParams.setParams().ex(60);
        SessionId one = SessionId.random();
        client.set(key(one, "metadata"), "{'user': 'ada'}", expiry);
        assertFound(Cli.at(redis.uri()), "WARNING metadata-unreadable", "abi-session show " + one);
        client.set(key(one, "metadata"), "{}", expiry);
        client.rpush(key(one, "conversation"), "{}", "None");
        client.expire(key(one, "conversation"), 60);
        assertFound(Cli.at(redis.uri()), "WARNING turn-unreadable", "abi-session tail " + one);
        client.del(key(one, "conversation"));
        SessionId two = session(redis);
        client.hset(key(two, "attributes"), "cart", "\u0080pickle");
        assertFound(Cli.at(redis.uri()), "WARNING attribute-unreadable", "abi-session show " + two);
        client.del(key(two, "attributes"));
        client.set(key(two, "attributes"), "x", expiry);
        assertFound(Cli.at(redis.uri()), "ERROR wrong-type", "DEL 'session:<id>:attributes'");
    }

    @Test
    void attributes_encryptedByAKeyThatIsNotSet_areFound() {
        EmbeddedRedis redis = redis();
        SessionId id = session(redis);
        client(redis)
                .hset(key(id, "attributes"), "cart", "{\"@type\":\"encrypted\",\"key\":\"k9\",\"data\":\"c2VjcmV0\"}");
        assertFound(Cli.at(redis.uri()), "WARNING attribute-key-missing", "Add the key to abi.session.attribute-key");
    }

    @Test
    void metadata_thatGoesBeforeItsSession_isFound() {
        EmbeddedRedis redis = redis();
        client(redis).expire(key(session(redis), "metadata"), 60);
        assertFound(Cli.at(redis.uri()), "WARNING metadata-ends-early", "KEEPTTL");
    }

    @Test
    void keysOfTheOtherForm_areFound() {
        EmbeddedRedis redis = redis();
        closing(new Stored(redis.uri(), "hash-tags", "true")).session("ada", Map.of());
        assertFound(Cli.at(redis.uri()), "WARNING hash-tags", "ABI_SESSION_HASH_TAGS=true");
        assertThat(found(Cli.at(redis.uri()).env("ABI_SESSION_HASH_TAGS", "true")))
                .isEmpty();
    }

    @Test
    void clock_thatDiffers_isFound() {
        Clock wrong = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));
        assertFound(Cli.at(redis().uri()).clock(wrong), "WARNING clock", "timedatectl set-ntp true");
    }

    @Test
    void clock_moreThanTwoSecondsBehind_isFoundInEachPartOfASecond() {
        EmbeddedRedis redis = redis();
        AtomicInteger millis = new AtomicInteger();
        InstantSource behind = () -> {
            Instant now = Clock.systemUTC().instant();
            millis.set(Math.floorMod(now.toEpochMilli(), 1000));
            return now.minusMillis(2500);
        };
        await().until(() -> {
            assertFound(Cli.at(redis.uri()).clock(behind), "WARNING clock", "timedatectl set-ntp true");
            return millis.get() > 600;
        });
    }

    @Test
    void network_thatIsSlow_isFound() {
        RespProxy proxy = closing(RespProxy.inFrontOf(redis().uri()));
        proxy.delayReplies(Duration.ofMillis(40));
        assertFound(Cli.at("redis://127.0.0.1:" + proxy.port()), "WARNING slow", "Put Redis near the application");
    }

    @Test
    void doctor_everyAnswerTakesLong_endsInTimeWithWhatItHas() {
        RespProxy proxy = closing(RespProxy.inFrontOf(redis().uri()));
        proxy.delayReplies(Duration.ofMillis(400));
        Cli cli = Cli.at("redis://127.0.0.1:" + proxy.port()).env("ABI_SESSION_COMMAND_TIMEOUT", "60s");
        Cli.Outcome outcome = cli.patience(Duration.ofSeconds(3)).run("doctor");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("  ok    connect")
                .containsAnyOf("within 3000 ms", "did not answer"); // the latter on a busy machine
    }

    @Test
    void otherMachine_withoutPasswordAndTls_isFound() throws IOException {
        Optional<String> address = address();
        assumeTrue(address.isPresent(), "this machine has no address but the loopback");
        EmbeddedRedis redis = redis("--bind", "0.0.0.0", "--protected-mode", "no");
        String found = found(Cli.at("redis://" + address.get() + ":" + redis.port()));
        assertThat(found)
                .contains(
                        "ERROR no-password: ", "ACL SETUSER default '>PASSWORD'", "WARNING no-tls: ", "REDIS_TLS=true")
                .contains("WARNING permissions-too-wide: ")
                .hasLineCount(3);
        EmbeddedRedis locked = redis("--bind", "0.0.0.0");
        assertThat(found(Cli.at("redis://" + address.get() + ":" + locked.port())))
                .contains("ERROR protected-mode: ", "requirepass");
    }

    private static Optional<String> address() throws IOException {
        try (Stream<NetworkInterface> all = NetworkInterface.networkInterfaces()) {
            return all.flatMap(NetworkInterface::inetAddresses)
                    .filter(a -> !a.isLoopbackAddress() && !a.isLinkLocalAddress() && a.getAddress().length == 4)
                    .map(InetAddress::getHostAddress)
                    .findFirst();
        }
    }
}
