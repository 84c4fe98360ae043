package org.abisession.cli;

import static org.abisession.cli.Stored.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.abisession.SessionId;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;
import tools.jackson.databind.JsonNode;

/** Each misconfiguration is started for real, and must be the one thing that doctor finds. */
class DoctorTest {
    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T closing(T one) {
        open.add(0, one);
        return one;
    }

    /** As it should be: with an append-only file, and nothing evicted. */
    private EmbeddedRedis redis(String... more) {
        List<String> arguments = new ArrayList<>(List.of("--appendonly", "yes"));
        arguments.addAll(Arrays.asList(more));
        return closing(EmbeddedRedis.start(arguments.toArray(String[]::new)));
    }

    private RedisClient client(EmbeddedRedis redis) {
        return closing(RedisClient.create(redis.uri()));
    }

    private static void acl(RedisClient client, String... words) {
        CommandArguments command = new CommandArguments(Protocol.Command.ACL).addObjects((Object[]) words);
        client.executeCommand(new CommandObject<>(command, BuilderFactory.RAW_OBJECT));
    }

    /** The line of docs/redis-user.md, with a password. */
    private static String[] documentedUser(String... more) throws IOException {
        String line = Files.readAllLines(Path.of("../docs/redis-user.md")).stream()
                .filter(text -> text.startsWith("ACL SETUSER abi-session "))
                .findFirst()
                .orElseThrow();
        List<String> words =
                new ArrayList<>(List.of(line.replace(">PASSWORD", ">secret").split(" ")));
        words.addAll(Arrays.asList(more));
        return words.subList(1, words.size()).toArray(String[]::new);
    }

    private static Cli as(EmbeddedRedis redis, String user) {
        return Cli.at(redis.uri()).env("REDIS_USERNAME", user).env("REDIS_PASSWORD", "secret");
    }

    /** The codes of all findings, with the fix of each. */
    private static String found(Cli cli) {
        Cli.Outcome outcome = cli.envUnlessSet("ABI_SESSION_COMMAND_TIMEOUT", "10s")
                .envUnlessSet("ABI_SESSION_CONNECT_TIMEOUT", "10s")
                .run("doctor", "--json");
        assertThat(outcome.all()).doesNotContain("secret", "hunter2");
        StringBuilder found = new StringBuilder();
        boolean bad = false;
        for (JsonNode finding : outcome.json().get("findings")) {
            found.append(finding.get("severity").asString())
                    .append(' ')
                    .append(finding.get("code").asString());
            found.append(": ").append(finding.get("fix").asString()).append('\n');
            bad |= !finding.get("severity").asString().equals("INFO");
            assertThat(finding.get("what").asString()).endsWith(".");
            assertThat(finding.get("why").asString()).endsWith(".");
        }
        assertThat(outcome.code() > 0).isEqualTo(bad);
        return found.toString();
    }

    private static void assertFound(Cli cli, String finding, String fix) {
        assertThat(found(cli)).startsWith(finding + ": ").contains(fix).containsOnlyOnce("\n");
    }

    private SessionId session(EmbeddedRedis redis) {
        return closing(new Stored(redis.uri())).session("ada", Map.of("cart", "[]"));
    }

    @Test
    void wellConfigured_local_nothingIsFoundAndNothingIsLeft() {
        EmbeddedRedis redis = redis();
        SessionId id = session(redis);
        assertThat(found(Cli.at(redis.uri()))).isEmpty();
        assertThat(client(redis).dbSize()).isEqualTo(2);
        Cli.Outcome text = Cli.at(redis.uri()).run("doctor");
        assertThat(text.code()).isZero();
        assertThat(text.out())
                .contains("redis-url              redis://127.0.0.1:" + redis.port() + "  (environment REDIS_URL)")
                .contains("  ok    connect ", "  ok    log in   as default", "  ok    PING ", "  ok    SET\n")
                .contains(
                        "  ok    GET\n",
                        "  ok    DEL\n",
                        "looked at 2 keys of 1 sessions",
                        "0 errors, 0 warnings, 0 notes")
                .doesNotContain(id.value());
    }

    @Test
    void wellConfigured_usersOfTheDocuments_nothingIsFound() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        String[] user = documentedUser("+info", "+acl|whoami", "+acl|dryrun");
        acl(client, user);
        session(redis);
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertThat(found(as(redis, "abi-session"))).isEmpty();
    }

    @Test
    void leastUser_whatRedisRefusesToTell_isANoteAndNoFailure() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, documentedUser());
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertThat(found(as(redis, "abi-session")))
                .contains("INFO not-checked-info: ", "INFO not-checked-acl: ")
                .hasLineCount(2);
    }

    @Test
    void fixForPermissions_isTheLineOfTheDocument() throws IOException {
        String line = String.join(" ", documentedUser());
        EmbeddedRedis redis = redis();
        acl(client(redis), "SETUSER", "poor", "on", ">secret", "+ping", "+info", "+select", "~*");
        acl(client(redis), "SETUSER", "default", "resetpass", ">secret");
        assertFound(
                as(redis, "poor"),
                "ERROR permissions-too-narrow",
                line.replace("SETUSER abi-session on >secret", "SETUSER poor on '>PASSWORD'"));
    }

    @Test
    void commandOfTheDocument_withdrawn_isFound() throws IOException {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, documentedUser("-rename", "+info", "+acl|whoami", "+acl|dryrun"));
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertFound(as(redis, "abi-session"), "ERROR permissions-too-narrow", "ACL SETUSER abi-session");
    }

    @Test
    void userThatMayDoAll_isFound() {
        EmbeddedRedis redis = redis();
        RedisClient client = client(redis);
        acl(client, "SETUSER", "root", "on", ">secret", "~*", "&*", "+@all");
        acl(client, "SETUSER", "default", "resetpass", ">secret");
        assertFound(as(redis, "root"), "WARNING permissions-too-wide", "REDIS_USERNAME=abi-session");
    }

    @Test
    void serverThatTakesAnybody_isFound() throws IOException {
        EmbeddedRedis redis = redis();
        acl(client(redis), documentedUser("+info", "+acl|whoami", "+acl|dryrun"));
        assertFound(as(redis, "abi-session"), "WARNING open-to-all", "ACL SETUSER default off");
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
    void tlsOnOneSideOnly_orCertificateOfNobody_isFound() throws Exception {
        Certificate certificate = Certificate.make(directory);
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        EmbeddedRedis redis = redis(
                "--tls-port", Integer.toString(port),
                "--tls-cert-file", certificate.certificate().toString(),
                "--tls-key-file", certificate.key().toString(),
                "--tls-auth-clients", "no",
                "--tls-ca-cert-file", certificate.certificate().toString());
        assertFound(Cli.at("redis://127.0.0.1:" + port), "ERROR tls-expected", "REDIS_TLS=true");
        assertFound(
                Cli.at(redis.uri()).env("REDIS_TLS", "true").env("ABI_SESSION_COMMAND_TIMEOUT", "1s"),
                "ERROR tls-not-spoken",
                "leave REDIS_TLS out");
        assertFound(Cli.at("rediss://127.0.0.1:" + port), "ERROR tls-untrusted", "Set REDIS_CA");
        assertFound(
                Cli.at("rediss://127.0.0.1:" + port)
                        .env("REDIS_CA", certificate.certificate().toString()),
                "ERROR tls-name",
                "have one made for 127.0.0.1");
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
    void scripts_switchedOff_areFound() {
        assertFound(
                Cli.at(redis("--rename-command", "EVALSHA", "").uri()), "ERROR command-unknown", "Undo rename-command");
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
