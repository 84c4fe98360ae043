package org.abisession.it.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.contract.ContractWebapp;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A part of the contract of servlet containers, with the application of that contract, on two nodes of a server. */
@Tag("matrix")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServerContract {
    static final Path SERVERS = Path.of(System.getProperty("servers", "target"));

    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    private final HttpClient browser = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager())
            .build();
    private ServerProcess a;
    private ServerProcess b;

    /** Starts a node in an empty directory. The application is at {@code /shop}. */
    abstract ServerProcess start(Path directory, String redisUrl) throws Exception;

    @BeforeAll
    void startNodes(@TempDir Path directory) throws Exception {
        a = start(directory.resolve("a"), redis.uri());
        b = start(directory.resolve("b"), redis.uri());
    }

    @AfterAll
    void stopNodes() {
        for (ServerProcess server : new ServerProcess[] {a, b}) {
            if (server != null) {
                server.close();
            }
        }
    }

    /** Packs the application with the filter in its {@code WEB-INF/lib}, into an empty directory. */
    static Path warWithFilter(Path directory) throws Exception {
        return war(Files.createDirectories(directory).resolve("shop.war"), "abi-session-filter-all.jar");
    }

    /** Writes the file by which GlassFish, or what is made of it, listens on this machine alone. */
    static Path onLoopback(Path directory, String listeners) throws Exception {
        return Files.writeString(
                directory.resolve("loopback"),
                listeners + ".network-config.network-listeners.network-listener.http-listener.address=127.0.0.1\n");
    }

    /** Packs the application with a jar in its {@code WEB-INF/lib}. */
    static Path war(Path file, String jar) throws Exception {
        Path exploded = Files.createTempDirectory(file.getParent(), "exploded");
        new ContractWebapp().writeTo(exploded);
        Path lib = Files.createDirectories(exploded.resolve("WEB-INF/lib"));
        Files.copy(SERVERS.resolve("jars").resolve(jar), lib.resolve(jar));
        try (FileSystem war = FileSystems.newFileSystem(file, Map.of("create", "true"));
                Stream<Path> files = Files.walk(exploded)) {
            for (Path each : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = war.getPath("/").resolve(exploded.relativize(each).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(each, copy);
            }
        }
        return file;
    }

    private String get(ServerProcess node, String steps) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.port() + "/shop/do?" + steps);
        HttpResponse<String> response =
                browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as(() -> response.body() + String.join("\n", node.output()))
                .isEqualTo(200);
        return response.body();
    }

    @Test
    void start_saysInTheServersLogWhereRedisIs() throws Exception {
        get(a, "names"); // a server may write its log by a thread of its own

        assertThat(a.output()).anyMatch(line -> line.contains("are in Redis at 127.0.0.1"));
    }

    @Test
    void session_ofOneNode_isThereOnTheOtherWithItsChangesInPlace() throws Exception {
        get(a, "set=x:1&list=cart:tea");
        get(b, "add=cart:milk");

        assertThat(get(a, "get=x&get=cart")).contains("x=1\n").contains("[tea, milk]");
        assertThat(redis.keys("session:*:attributes:shop")).hasSize(1);
    }

    @Test
    void attribute_ofAClassOfTheApplication_isThereOnTheOtherNode() throws Exception {
        get(a, "item=y:cup");

        assertThat(get(b, "get=y")).contains("y=Item[label=cup]\n");
    }

    @Test
    void changeSessionId_onOneNode_holdsOnTheOther() throws Exception {
        get(a, "set=x:2");
        List<String> before = redis.keys("session:*:attributes:shop");
        get(b, "changeId");

        assertThat(get(a, "get=x")).contains("x=2\n");
        assertThat(redis.keys("session:*:attributes:shop")).hasSize(1).doesNotContainAnyElementsOf(before);
    }

    @Test
    void invalidate_onOneNode_holdsOnTheOther() throws Exception {
        get(a, "set=x:3");
        get(b, "invalidate");

        assertThat(redis.keys("session:*")).isEmpty();
        assertThat(get(a, "get=x")).contains("x=null\n");
    }

    @Test
    void asyncDispatch_setsAnAttribute_isStored() throws Exception {
        get(a, "set=x:4");
        get(a, "async&set=w:1");

        assertThat(get(b, "get=x&get=w")).contains("x=4\n").contains("w=1\n");
    }

    @Test
    void conversation_appendedOnOneNode_isReadOnTheOther() throws Exception {
        get(a, "say=hello");

        assertThat(get(b, "turns&lastTurn")).contains("turns=1\n").contains("hello");
        assertThat(redis.keys("session:*:conversation")).hasSize(1);
    }
}
