package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestJvm;
import org.abisession.testing.TestLogs;
import org.apache.catalina.Store;
import org.apache.catalina.session.DataSourceStore;
import org.apache.catalina.session.FileStore;
import org.apache.catalina.session.PersistentManager;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that a Tomcat has stored by its PersistentManager go on in a Tomcat with the manager of abi-session. */
@Tag("full")
class TomcatImportTest {
    private static final String DATABASE_PASSWORD = "secret-of-the-database";

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private Path webapp = Path.of("");
    private Path files = Path.of("");
    private String database = "";

    @BeforeEach
    void write() throws IOException {
        webapp = new ContractWebapp().secured("FORM").writeTo(directory.resolve("shop"));
        files = Files.createDirectory(directory.resolve("sessions"));
        database = "jdbc:h2:file:" + directory.resolve("database");
    }

    private TomcatNode withFiles() throws Exception {
        FileStore store = new FileStore();
        store.setDirectory(files.toString());
        return persistent(store);
    }

    /** Starts a Tomcat with Tomcat's own manager, which stores its sessions when it stops. */
    private TomcatNode persistent(Store store) throws Exception {
        return TomcatNode.start(webapp, "/shop", (tomcat, context) -> {
            PersistentManager manager = new PersistentManager();
            manager.setPersistAuthentication(true);
            manager.setStore(store);
            context.setManager(manager);
        });
    }

    private TomcatNode withRedis() throws Exception {
        return TomcatNode.start(
                webapp,
                "/shop",
                (tomcat, context) -> context.setManager(
                        Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off", "command-timeout", "60s"))));
    }

    /** A user who is logged in, with a cart. */
    private SessionClient customer(TomcatNode node) throws Exception {
        SessionClient ann = new SessionClient(logs);
        ann.get(node.port(), "/shop/customer?user");
        ann.post(node.port(), "/shop/j_security_check", "j_username=ann&j_password=tea");
        assertThat(ann.get(node.port(), "/shop/customer?user&item=cart:tea&interval=600")
                        .body())
                .isEqualTo("user=ann\n");
        return ann;
    }

    private static String created(TomcatNode node, SessionClient client) throws Exception {
        return client.get(node.port(), "/shop/do?session")
                .body()
                .replaceAll("(?s).*(created=\\d+).*(interval|interval=\\d+).*", "$1")
                .replaceAll("(?s).*(created=\\d+).*", "$1");
    }

    /** Runs the command in a process of its own, and returns what it prints, which has no id in it. */
    private String abiSession(String... arguments) throws Exception {
        List<String> command = TestJvm.command(
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "org.abisession.cli.AbiSession",
                "import",
                "--url",
                redis.uri(),
                "--set",
                "command-timeout=60s", // a machine that is busy is no outage
                "--app",
                "shop");
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("REDIS_") || name.startsWith("ABI_"));
        builder.environment().put("DB_PASSWORD", DATABASE_PASSWORD);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    /** The classes of the application, and the jars of Tomcat and of the database's driver. */
    private String classPath() {
        Stream<Class<?>> libraries = Stream.of(
                FileStore.class,
                Store.class,
                org.apache.tomcat.util.buf.ByteChunk.class,
                org.apache.juli.logging.LogFactory.class,
                jakarta.servlet.http.HttpSession.class,
                JdbcDataSource.class);
        return Stream.concat(
                        Stream.of(webapp.resolve("WEB-INF/classes").toString()),
                        libraries
                                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                                .getCodeSource()
                                                .getLocation()
                                                .toString()))
                                        .toString())
                                .distinct())
                .reduce((a, b) -> a + File.pathSeparator + b)
                .orElseThrow();
    }

    @Test
    void files_ofStoppedTomcat_areSessionsWithAgeValuesAndLogin() throws Exception {
        SessionClient ann;
        String created;
        try (TomcatNode old = withFiles()) {
            ann = customer(old);
            created = created(old, ann);
        }
        assertThat(abiSession("--from", "tomcat-file", "--classpath", classPath(), files.toString()))
                .contains("1 session imported, 0 known already, 0 expired, 0 refused.")
                .doesNotContain(ann.sessionId());

        try (TomcatNode node = withRedis()) {
            assertThat(ann.get(node.port(), "/shop/customer?user&get=cart").body())
                    .isEqualTo("user=ann\ncart=Item[label=tea]\n");
            assertThat(created(node, ann)).isEqualTo(created);
            assertThat(ann.get(node.port(), "/shop/do?session").body()).contains("interval=600");
        }
    }

    @Test
    void rows_ofStoppedTomcat_areSessionsWithAgeValuesAndLogin() throws Exception {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(database);
        source.setUser("tomcat");
        source.setPassword(DATABASE_PASSWORD);
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("create table tomcat$sessions (id varchar(100) primary key, app varchar(255),"
                    + " data blob, valid char(1), maxinactive int, lastaccess bigint)");
        }
        SessionClient ann;
        String created;
        try (TomcatNode old = persistent(new StoreOf(source))) {
            ann = customer(old);
            created = created(old, ann);
        }
        String[] arguments = {"--from", "tomcat-jdbc", "--db-user", "tomcat", "--classpath", classPath(), database};
        assertThat(abiSession(arguments))
                .contains("1 session imported, 0 known already, 0 expired, 0 refused.")
                .doesNotContain(ann.sessionId(), DATABASE_PASSWORD);
        assertThat(abiSession(arguments)).contains("0 sessions imported, 1 known already");

        try (TomcatNode node = withRedis()) {
            assertThat(ann.get(node.port(), "/shop/customer?user&get=cart").body())
                    .isEqualTo("user=ann\ncart=Item[label=tea]\n");
            assertThat(created(node, ann)).isEqualTo(created);
        }
    }

    /** Has a DataSource without JNDI. */
    private static final class StoreOf extends DataSourceStore {
        StoreOf(DataSource source) {
            dataSource = source;
        }
    }

    @Test
    void import_repeated_neitherChangesASessionNorRevivesOneThatHasEnded() throws Exception {
        SessionClient ann;
        SessionClient bob = new SessionClient(logs);
        try (TomcatNode old = withFiles()) {
            ann = customer(old);
            bob.get(old.port(), "/shop/do?set=cart:old");
        }
        String[] arguments = {"--from", "tomcat-file", "--classpath", classPath(), files.toString()};
        assertThat(abiSession(arguments)).contains("2 sessions imported");
        try (TomcatNode node = withRedis()) {
            bob.get(node.port(), "/shop/do?set=cart:new");
            String ended = ann.cookie();
            ann.get(node.port(), "/shop/do?invalidate");

            assertThat(abiSession(arguments)).contains("0 sessions imported, 2 known already, 0 expired, 0 refused.");

            assertThat(bob.get(node.port(), "/shop/do?get=cart").body()).isEqualTo("cart=new\n");
            assertThat(new SessionClient(logs)
                            .withCookie(ended)
                            .get(node.port(), "/shop/do?peek")
                            .body())
                    .isEqualTo("none=true\n");
        }
    }

    @Test
    void import_timeSinceTheLastAccess_isSpent() throws Exception {
        SessionClient user = new SessionClient(logs);
        SessionClient gone = new SessionClient(logs);
        try (TomcatNode old = withFiles()) {
            user.get(old.port(), "/shop/do?set=cart:tea&interval=1000");
            gone.get(old.port(), "/shop/do?set=cart:tea&interval=1");
        }
        long stopped = System.currentTimeMillis();
        org.awaitility.Awaitility.await().until(() -> System.currentTimeMillis() > stopped + 1100);

        assertThat(abiSession("--from", "tomcat-file", files.toString()))
                .contains("1 session imported, 0 known already, 1 expired, 0 refused.");
        assertThat(redis.client().pttl("session:" + user.sessionId() + ":metadata"))
                .isBetween(1L, 1_000_000L - 1100L);
    }

    @Test
    void import_whatCannotBeDecoded_isNamedByItsDigestAndTheOthersGoOn() throws Exception {
        SessionClient ann;
        SessionClient bob = new SessionClient(logs);
        SessionClient eve = new SessionClient(logs);
        SessionClient carl = new SessionClient(logs);
        try (TomcatNode old = withFiles()) {
            ann = customer(old);
            bob.get(old.port(), "/shop/do?set=cart:tea");
            carl.get(old.port(), "/shop/do?set=cart:tea");
            eve.get(old.port(), "/shop/do?set=cart:tea");
        }
        Path damaged = files.resolve(carl.cookie() + ".session");
        Files.write(damaged, Arrays.copyOf(Files.readAllBytes(damaged), 200));
        Files.copy(files.resolve(eve.cookie() + ".session"), files.resolve("another-id-0123456789.session"));
        Files.createDirectory(files.resolve("no-file-but-directory.session"));

        String dry = abiSession("--from", "tomcat-file", "--dry-run", files.toString());
        assertThat(redis.keys("session:*")).isEmpty();
        String output = abiSession("--from", "tomcat-file", files.toString());

        assertThat(dry).contains("2 sessions would be imported, 0 known already, 0 expired, 4 refused.");
        assertThat(output)
                .contains("2 sessions imported, 0 known already, 0 expired, 4 refused.")
                .containsPattern("session#[0-9a-f]{8} is refused: .*(Item|GenericPrincipal)")
                .contains("is refused: it is the session of another id than it is stored under.")
                .contains("is refused: it can't be read")
                .doesNotContain(ann.sessionId(), bob.sessionId(), carl.sessionId(), eve.sessionId());
        try (TomcatNode node = withRedis()) {
            assertThat(bob.get(node.port(), "/shop/do?get=cart").body()).isEqualTo("cart=tea\n");
            assertThat(carl.get(node.port(), "/shop/do?peek").body()).isEqualTo("none=true\n");
        }
    }

    @Test
    void import_dryRun_refusesWhatTheImportRefuses() throws Exception {
        try (TomcatNode old = withFiles()) {
            new SessionClient(logs).get(old.port(), "/shop/do?set=cart:" + "x".repeat(2000));
            customer(old);
        }
        String limit = "--set=max-attribute-bytes=1k";
        String dry = abiSession("--from", "tomcat-file", limit, "--dry-run", files.toString());
        String output = abiSession("--from", "tomcat-file", limit, files.toString());

        assertThat(dry).contains("0 sessions would be imported, 0 known already, 0 expired, 2 refused.");
        assertThat(output)
                .contains("0 sessions imported, 0 known already, 0 expired, 2 refused.")
                .contains("max-attribute-bytes allows 1024")
                .containsPattern("is refused: --classpath has no class [\\w.$]+\\. Add the application's classes");
    }

    @Test
    void rows_ofAnotherContextAlone_areNamed() throws Exception {
        try (var connection = java.sql.DriverManager.getConnection(database, "tomcat", DATABASE_PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create table tomcat$sessions (id varchar(100), app varchar(255), data blob)");
            statement.execute("insert into tomcat$sessions values ('x', '/Catalina/localhost/shop', null)");
        }
        assertThat(abiSession(
                        "--from",
                        "tomcat-jdbc",
                        "--db-user",
                        "tomcat",
                        "--context",
                        "/shop",
                        "--classpath",
                        classPath(),
                        database))
                .contains("The table has no session of /shop. It has some of: /Catalina/localhost/shop.")
                .contains("0 sessions imported");
    }

    @Test
    void import_attributeThatTomcatCouldNotWrite_isNamedAndTheOthersAreThere() throws Exception {
        // Tomcat itself logs the id of a session with such an attribute.
        SessionClient user = new SessionClient();
        try (TomcatNode old = withFiles()) {
            user.get(old.port(), "/shop/do?set=before:1&holder=torn&set=after:2");
        }
        assertThat(abiSession("--from", "tomcat-file", "--classpath", classPath(), files.toString()))
                .contains("is without the attribute 'torn', which Tomcat could not write.")
                .contains("1 session imported");
        try (TomcatNode node = withRedis()) {
            assertThat(user.get(node.port(), "/shop/do?get=before&get=after&get=torn")
                            .body())
                    .isEqualTo("before=1\nafter=2\ntorn=null\n");
        }
    }
}
