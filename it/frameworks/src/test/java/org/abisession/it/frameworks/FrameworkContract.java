package org.abisession.it.frameworks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.abisession.it.frameworks.Cluster.Spread;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes with an application, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FrameworkContract {
    static {
        // What servers and frameworks say is captured by TestLogs, and none of it is for the output of the build.
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private static final Pattern DATA = Pattern.compile("\"data\":\"([^\"]+)\"");

    private final Server.Kind kind;
    private final String application;
    private final String libraries;
    private final Map<String, String> settings;
    private Cluster cluster;

    /**
     * An application and what it runs on.
     *
     * @param application its package below {@code com.example}, and its directory in {@code src/main/webapps}
     * @param libraries its {@code WEB-INF/lib}: a directory in {@code target/lib}
     * @param settings of abi-session
     */
    FrameworkContract(Server.Kind kind, String application, String libraries, Map<String, String> settings) {
        this.kind = kind;
        this.application = application;
        this.libraries = libraries;
        this.settings = settings;
    }

    @BeforeAll
    void startNodes() throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put("redis-url", redis.uri());
        all.put("env-file", "off");
        all.put("command-timeout", "10s"); // a busy machine is no outage
        all.put("connect-timeout", "10s");
        cluster = new Cluster(kind, explode(), all);
    }

    @AfterAll
    void stopNodes() {
        if (cluster != null) {
            cluster.close();
        }
    }

    /** The exploded web application: its own classes, its libraries, nothing of abi-session. */
    private Path explode() throws IOException {
        Path webapp =
                Path.of("target", "webapps", application + "-" + libraries).toAbsolutePath();
        Directories.delete(webapp);
        Directories.copy(Path.of("src", "main", "webapps", application), webapp);
        Directories.copy(
                Path.of("target", "classes", "com", "example", application),
                webapp.resolve(Path.of("WEB-INF", "classes", "com", "example", application)));
        Directories.copy(Path.of("target", "lib", libraries), webapp.resolve(Path.of("WEB-INF", "lib")));
        return webapp;
    }

    /** A new user. */
    Browser browser(Spread spread) {
        return new Browser(logs, route(spread));
    }

    /** Returns where the requests of a browser may go. */
    Route route(Spread spread) {
        return cluster.route(spread);
    }

    /** One more node, which is killed by its {@link Server#close}. */
    Server startVictim() throws Exception {
        return cluster.startVictim();
    }

    /** Returns all attributes in Redis as one text; of Java's serialization each byte is a character. */
    static String stored() {
        StringBuilder all = new StringBuilder();
        for (String key : redis.keys("session:*:attributes")) {
            redis.client().hgetAll(key).forEach((field, value) -> {
                all.append(field).append('=').append(value).append('\n');
                DATA.matcher(value)
                        .results()
                        .forEach(data ->
                                all.append(new String(Base64.getDecoder().decode(data.group(1)), ISO_8859_1)));
            });
        }
        return all.toString();
    }

    /** Returns what our own code has logged as a warning or an error. */
    List<String> complaints() {
        return logs.lines().stream()
                .filter(line -> line.matches("(?s)(WARN|ERROR) org\\.abisession\\..*"))
                .toList();
    }
}
