package org.abisession.it.jettyhome;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The module {@code session-store-abi} as it is installed into a distribution. */
class JettyHomeTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @TempDir
    Path directory;

    @Test
    void session_onJetty121InEachEnvironment_outlivesTheServer() throws Exception {
        assertSessionsOutliveTheServer("jetty.12.1", List.of(Environment.values()));
    }

    @Test
    void session_onJetty120_outlivesTheServer() throws Exception {
        assertSessionsOutliveTheServer("jetty.12.0", List.of(Environment.EE10));
    }

    @Test
    void session_onJetty121WithTheJarsInWebInfLib_outlivesTheServer() throws Exception {
        assertSessionsOfOneThatBringsTheJars("jetty.12.1", Environment.EE11);
    }

    @Test
    void session_onJetty120WithTheJarsInWebInfLib_outlivesTheServer() throws Exception {
        assertSessionsOfOneThatBringsTheJars("jetty.12.0", Environment.EE10);
    }

    @Test
    void redeploy_onJetty121OfOneThatBringsTheJars_keepsItsSessionsAndLeavesNoClassLoader() throws Exception {
        assertRedeployLeavesNothing("jetty.12.1");
    }

    @Test
    void redeploy_onJetty120OfOneThatBringsTheJars_keepsItsSessionsAndLeavesNoClassLoader() throws Exception {
        assertRedeployLeavesNothing("jetty.12.0");
    }

    private void assertRedeployLeavesNothing(String version) throws Exception {
        Path homes = Path.of(System.getProperty("jetty.homes"));
        Path home = homes.resolve("jetty-home-" + System.getProperty(version));
        try (JettyBase base = JettyBase.withoutModule(home, directory, homes.resolve("jetty-base"))) {
            base.configure("--add-modules=http,ee10-deploy");
            Environment.EE10.deployWithJars(home, directory, "one");
            base.start("-Dabi.session.redis-url=" + REDIS.uri(), "jetty.deploy.scanInterval=1");
            HttpResponse<String> first = get(base, "one", "");
            long before = base.applicationLoaders();
            for (int redeploy = 1; redeploy <= 2; redeploy++) {
                long started = started(base);
                FileTime time = FileTime.from(Instant.now().plusSeconds(60L * redeploy));
                for (String name : List.of("one.properties", "one")) { // 12.1 looks at the first, 12.0 at the other
                    Files.setLastModifiedTime(directory.resolve("webapps").resolve(name), time);
                }
                await().atMost(60, SECONDS).until(() -> started(base) > started);
                assertThat(get(base, "one", cookie(first)).body()).startsWith(redeploy + 1 + " ");
            }
            await().atMost(60, SECONDS).until(() -> base.applicationLoaders() <= before);
        }
    }

    private static long started(JettyBase base) {
        return base.output().stream()
                .filter(line -> line.contains("Started ") && line.contains("WebAppContext"))
                .count();
    }

    /** Two applications that have the jars, one of ee10 and another one, on a server without the module. */
    private void assertSessionsOfOneThatBringsTheJars(String version, Environment other) throws Exception {
        Path homes = Path.of(System.getProperty("jetty.homes"));
        Path home = homes.resolve("jetty-home-" + System.getProperty(version));
        try (JettyBase base = JettyBase.withoutModule(home, directory, homes.resolve("jetty-base"))) {
            base.configure("--add-modules=http,ee10-deploy," + other.id() + "-deploy");
            List<String> paths = List.of("one", "two");
            Environment.EE10.deployWithJars(home, directory, "one");
            other.deployWithJars(home, directory, "two");
            Map<String, String> cookies = new HashMap<>();
            base.start("-Dabi.session.redis-url=" + REDIS.uri());
            assertThat(base.output())
                    .as("the log of the server")
                    .filteredOn(line -> line.contains("are in Redis at"))
                    .hasSize(2);
            for (String path : paths) {
                HttpResponse<String> first = get(base, path, "");
                assertThat(first.body()).as(path + ", first request").isEqualTo("1 1 420");
                cookies.put(path, cookie(first));
            }
            assertThat(get(base, "two", cookies.get("one")).body())
                    .as("the session of the other application")
                    .startsWith("1 ");
            base.stop();
            base.start("-Dabi.session.redis-url=" + REDIS.uri());
            for (String path : paths) {
                HttpResponse<String> second = get(base, path, cookies.get(path));
                assertThat(second.body()).as(path + ", after the restart").startsWith("2 ");
            }
            base.stop();
            assertThat(REDIS.keys("session:*:attributes:app-of-one")).hasSize(1);
            assertThat(REDIS.keys("session:*:attributes:app-of-two")).isNotEmpty();
        }
    }

    private void assertSessionsOutliveTheServer(String version, List<Environment> environments) throws Exception {
        Path homes = Path.of(System.getProperty("jetty.homes"));
        Path home = homes.resolve("jetty-home-" + System.getProperty(version));
        try (JettyBase base = JettyBase.install(home, directory)) {
            String modules = environments.stream()
                    .map(environment -> environment.id() + "-deploy")
                    .collect(Collectors.joining(","));
            base.configure("--add-modules=http," + modules);
            assertThat(directory.resolve("start.d/session-store-abi.ini"))
                    .content()
                    .contains("# abi.session.redis-url=redis://localhost:6379/0");
            for (Environment environment : environments) {
                environment.deploy(home, directory);
            }
            Map<Environment, String> cookies = new EnumMap<>(Environment.class);

            base.start("abi.session.redis-url=" + REDIS.uri());
            for (Environment environment : environments) {
                HttpResponse<String> first = get(base, environment, "");
                assertThat(first.body()).as(environment + ", first request").isEqualTo("1 1 420");
                cookies.put(environment, cookie(first));
                HttpResponse<String> second = get(base, environment, cookies.get(environment));
                assertThat(second.body()).as(environment + ", second request").isEqualTo("2 2 420");
            }
            base.stop();
            base.start("abi.session.redis-url=" + REDIS.uri());
            for (Environment environment : environments) {
                HttpResponse<String> third = get(base, environment, cookies.get(environment));
                assertThat(third.body()).as(environment + ", after the restart").isEqualTo("3 3 420");
            }
            base.stop();

            for (Environment environment : environments) {
                String id = cookies.get(environment)
                        .replaceFirst("^JSESSIONID=", "")
                        .replaceFirst("\\..*", "");
                assertThat(id).matches("[A-Za-z0-9_-]{43}");
                assertThat(REDIS.keys("session:" + id + ":*"))
                        .containsExactly(
                                "session:" + id + ":attributes:app-of-" + environment.id(),
                                "session:" + id + ":conversation",
                                "session:" + id + ":metadata");
                assertThat(base.output()).noneMatch(line -> line.contains(id));
            }
        }
    }

    private static HttpResponse<String> get(JettyBase base, Environment environment, String cookie) throws Exception {
        return get(base, environment.id(), cookie);
    }

    private static HttpResponse<String> get(JettyBase base, String path, String cookie) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + base.port() + "/" + path + "/count"))
                .header("Cookie", cookie)
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as(() -> path + ": " + response.body() + String.join("\n", base.output()))
                .isEqualTo(200);
        return response;
    }

    private static String cookie(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }
}
