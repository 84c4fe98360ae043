package org.abisession.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds what a web application sees of its sessions, on any container: over real HTTP, on two nodes that have
 * one Redis and nothing else in common, with requests of one client going to either. A container's test
 * extends this class and says how a node is started; the promises are the tests of the interfaces.
 *
 * <p>During every test, no line of any log may contain a session id, and after it no key of a session
 * may be without a TTL.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ServletContainerContract
        implements SessionBasicsContract,
                StoredKeysContract,
                BeforeTheResponseContract,
                RedirectContract,
                ChangesContract,
                SessionEndContract,
                RoundTripContract,
                ConversationContract,
                HttpSessionObjectContract,
                ValuesContract,
                UnstorableAttributesContract,
                RequestSideContract,
                CookieContract,
                ContextsContract,
                ListenerContract,
                FailingValuesContract,
                TimeoutContract,
                ConcurrencyContract,
                LoginContract,
                LoginRaceContract,
                UsersContract,
                IdRenewalContract,
                AsyncAndAbortContract,
                OutageContract,
                LifecycleContract {
    /** A running server with the web application in it. */
    @SuppressWarnings("try") // containers' stop methods throw Exception
    public interface Node extends AutoCloseable {
        /** Returns the port on 127.0.0.1 where it serves HTTP/1.1. */
        int port();

        /** Adds an application while it runs, wired as the first one; returns when it serves. */
        default void deploy(Path webapp, String contextPath) throws Exception {
            throw new UnsupportedOperationException("This node does not deploy");
        }

        /** Removes an application, as a container does at an undeploy; returns when that is done. */
        default void undeploy(String contextPath) throws Exception {
            throw new UnsupportedOperationException("This node does not undeploy");
        }

        /** Returns the class loader of an application. */
        default ClassLoader loader(String contextPath) {
            throw new UnsupportedOperationException("This node does not tell its class loaders");
        }

        /** Stops it in an orderly way; returns when it is stopped. */
        @Override
        void close() throws Exception;
    }

    /** The name of the realm of the two users below. */
    public static final String REALM = "contract";

    @RegisterExtension
    @SuppressWarnings("this-escape") // of a constant
    final RedisExtension redis = onCluster() ? RedisExtension.onCluster() : new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @RegisterExtension
    @SuppressWarnings("this-escape") // it is called when the test runs
    final DocumentedCount count = new DocumentedCount(this::documentedAs);

    private final List<ContractNode> ofThisTest = new ArrayList<>();
    private @Nullable Path directory;
    private @Nullable ContractNode a;
    private @Nullable ContractNode b;
    private int webapps;

    /**
     * Starts a server on a free port of 127.0.0.1, with one web application whose sessions abi-session
     * keeps, and whose session cookie is {@code JSESSIONID}. Each server has a route of its own (jvmRoute,
     * workerName), offers HTTP/2 in clear text where the container can, and knows in the realm {@link #REALM} the
     * users {@code ann} (password {@code tea}, role {@code customer}) and {@code bob} (password {@code coffee}, roles
     * {@code customer} and {@code admin}).
     *
     * @param webapp an exploded web application; abi-session is not in it, and must come from the server
     * @param contextPath empty for the root, or such as {@code /shop}
     * @param settings {@code abi.session.<name>} by name, such as {@code redis-url}; to be given where
     *     they have the highest precedence
     */
    protected abstract Node start(Path webapp, String contextPath, Map<String, String> settings) throws Exception;

    /**
     * Returns true if the nodes are to use a Redis Cluster. What counts or cuts the traffic to Redis is skipped then.
     */
    protected boolean onCluster() {
        return false;
    }

    /**
     * Returns the container's row in the tables of docs/containers.md and the README, where the count of cases stands,
     * such as {@code Undertow}; null for a test that has none there.
     */
    protected @Nullable String documentedAs() {
        return null;
    }

    @BeforeAll
    void startNodes(@TempDir Path temporary) throws IOException {
        directory = temporary;
        redis.client().scriptFlush(); // so that the proxies see each script, and know it by its name
        Path webapp = pack(new ContractWebapp());
        a = new ContractNode(this::start, webapp, "", redis.uri()).start();
        b = new ContractNode(this::start, webapp, "", redis.uri()).start();
    }

    @BeforeEach
    void repairNodes() {
        for (ContractNode node : List.of(a(), b())) {
            node.repair();
            if (!node.isRunning()) {
                node.start();
            }
            browser().get(node, "events");
            // A test that broke connections leaves broken ones in the pool; the first request finds that out.
            for (int tries = 0; tries < 10 && probe(node) == 503; tries++) {
                node.repair();
            }
        }
    }

    private int probe(ContractNode node) {
        return browser()
                .withCookie("cHJvYmUtcHJvYmUtcHJvYmUtcHJvYmUtcHJvYmUtcHI")
                .get(node, "events")
                .status();
    }

    @AfterEach
    void stopNodesOfThisTest() {
        ofThisTest.forEach(ContractNode::close);
        ofThisTest.clear();
    }

    @AfterAll
    void stopNodes() {
        for (ContractNode node : new @Nullable ContractNode[] {a, b}) {
            if (node != null) {
                node.close();
            }
        }
    }

    @Override
    public ContractNode a() {
        return started(a);
    }

    @Override
    public ContractNode b() {
        return started(b);
    }

    @Override
    public ContractNode node(ContractWebapp webapp, String contextPath) {
        return node(webapp, contextPath, Map.of());
    }

    @Override
    public ContractNode deploy(ContractNode node, ContractWebapp webapp, String contextPath) {
        try {
            node.server().deploy(pack(webapp), contextPath);
            return node.at(contextPath);
        } catch (Exception e) {
            throw new AssertionError("The application is not deployed", e);
        }
    }

    @Override
    public ContractNode node(ContractWebapp webapp, String contextPath, Map<String, String> settings) {
        try {
            ContractNode node = new ContractNode(this::start, pack(webapp), contextPath, redis.uri(), settings);
            ofThisTest.add(node);
            return node.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Browser browser() {
        return new Browser(logs);
    }

    @Override
    public RedisExtension redis() {
        return redis;
    }

    @Override
    public TestLogs logs() {
        return logs;
    }

    private Path pack(ContractWebapp webapp) throws IOException {
        if (directory == null) {
            throw new IllegalStateException("There is a directory only while the tests run");
        }
        return webapp.writeTo(Files.createDirectories(directory.resolve("webapp" + webapps++)));
    }

    private static ContractNode started(@Nullable ContractNode node) {
        if (node == null) {
            throw new IllegalStateException("The node is there only while a test runs");
        }
        return node;
    }
}
