package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * Gives each test an empty database of a real Redis, and checks afterwards that no key of a session is
 * without a TTL.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisExtension redis = new RedisExtension();
 * }</pre>
 *
 * <p>A static field (or {@code @ExtendWith} and a parameter of this type) keeps one database, and so
 * one {@link #uri}, for all tests of the class, emptied before each; an instance field takes one for
 * each test. No two tests that run at the same time share one, but for those {@link #onCluster}. Which Redis: {@code -Dredis.uri=...},
 * else a container where Docker answers, else an embedded one. A database of your own Redis that has
 * keys at first contact is never emptied: the test fails.
 */
public final class RedisExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final boolean onCluster;
    private int users;
    private int database;
    private boolean ttlCheck = true;
    private @Nullable UnifiedJedis client;

    /** Makes one for a database of one server. */
    public RedisExtension() {
        this(false);
    }

    private RedisExtension(boolean onCluster) {
        this.onCluster = onCluster;
    }

    /** Makes one for a Redis Cluster, which all such tests of a JVM share: none of them may run at the same time. */
    public static RedisExtension onCluster() {
        return new RedisExtension(true);
    }

    /** Returns the address of the database, such as {@code redis://127.0.0.1:40123/3}. */
    public String uri() {
        if (client == null) {
            throw new IllegalStateException("There is a database only while a test, or its class, runs");
        }
        return onCluster ? Cluster.INSTANCE.uri() : RedisServer.get().uri(database);
    }

    /** Returns a client to look into the database with. Do not close it. */
    public UnifiedJedis client() {
        if (client == null) {
            throw new IllegalStateException("There is a client only while a test, or its class, runs");
        }
        return client;
    }

    /** Skips the check for keys without a TTL, for the test that is running. */
    public void allowKeysWithoutTtl() {
        ttlCheck = false;
    }

    /** Returns the keys of sessions that have no TTL and so would never go away. */
    public List<String> keysWithoutTtl() {
        return keys("session:*").stream()
                .filter(key -> client().pttl(key) == -1)
                .toList();
    }

    /** Returns the names of all keys that match, sorted. */
    public List<String> keys(String pattern) {
        if (onCluster) {
            return onPrimaries(primary -> primary.keys(pattern).stream());
        }
        List<String> keys = new ArrayList<>();
        ScanParams params = new ScanParams().match(pattern).count(1000);
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> page = client().scan(cursor, params);
            keys.addAll(page.getResult());
            cursor = page.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        return keys.stream().distinct().sorted().toList();
    }

    /** Runs ACL on the server, which all databases of this JVM share; a user that it makes has to be removed again. */
    public void acl(String... words) {
        client().executeCommand(new CommandObject<>(
                new CommandArguments(Protocol.Command.ACL).addObjects((Object[]) words), BuilderFactory.RAW_OBJECT));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        enter();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        enter();
        ttlCheck = true;
        flush();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        try {
            if (ttlCheck) {
                assertThat(keysWithoutTtl()).as("keys without a TTL").isEmpty();
            }
        } finally {
            flush();
            leave();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        leave();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == RedisExtension.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return this;
    }

    private void flush() {
        if (onCluster) {
            Object unused = onPrimaries(primary -> Stream.of(primary.flushAll()));
        } else {
            client().flushDB();
        }
    }

    private static List<String> onPrimaries(Function<Jedis, Stream<String>> task) {
        List<String> answers = new ArrayList<>();
        for (EmbeddedRedis primary : Cluster.INSTANCE.primaries()) {
            try (Jedis jedis = Cluster.INSTANCE.connect(primary)) {
                task.apply(jedis).forEach(answers::add);
            }
        }
        return answers.stream().distinct().sorted().toList();
    }

    private void enter() {
        if (users == 0 && onCluster) {
            HostAndPort node =
                    new HostAndPort("127.0.0.1", Cluster.INSTANCE.nodes().get(0).port());
            client = RedisClusterClient.builder().nodes(Set.of(node)).build();
        } else if (users == 0) {
            database = RedisServer.get().take();
            client = RedisClient.create(RedisServer.get().uri(database));
        }
        users++;
    }

    private void leave() {
        users--;
        if (users == 0 && client != null) {
            client.close();
            client = null;
            if (!onCluster) {
                RedisServer.get().giveBack(database);
            }
        }
    }

    private static final class Cluster {
        static final EmbeddedCluster INSTANCE = EmbeddedCluster.start();
    }
}
