package org.abisession.it.tomcathome;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.abisession.testing.Readme;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar in WEB-INF/lib of two applications and a context parameter, nothing else: on Tomcat 10.1 (node A) and Tomcat
 * 11 (node B).
 */
class WebInfLibTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir
    static Path directory;

    private static CatalinaBase tomcat10;
    private static CatalinaBase tomcat11;

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @BeforeAll
    static void start() throws Exception {
        Path homes = Path.of(System.getProperty("tomcat.homes"));
        String webXml =
                Readme.block("In the application", "xml", 1).replace("redis://redis.internal:6379/0", redis.uri());
        tomcat10 = CatalinaBase.startPlain(homes, System.getProperty("tomcat.10"), directory.resolve("a"), webXml);
        tomcat11 = CatalinaBase.startPlain(homes, System.getProperty("tomcat.11"), directory.resolve("b"), webXml);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (CatalinaBase tomcat : new CatalinaBase[] {tomcat10, tomcat11}) {
            if (tomcat != null) {
                tomcat.close();
            }
        }
    }

    private static URI nodeA() {
        return URI.create("http://127.0.0.1:" + tomcat10.port() + "/");
    }

    private static URI nodeB() {
        return URI.create("http://127.0.0.1:" + tomcat11.port() + "/");
    }

    @Test
    void sessions_ofTwoApplicationsThatBringTheJar_areApart() throws Exception {
        put(nodeA(), "Sencha");
        put(nodeA().resolve("other/"), "Assam");

        assertThat(get(nodeB())).contains("Sencha").doesNotContain("Assam");
        assertThat(get(nodeB().resolve("other/"))).contains("Assam").doesNotContain("Sencha");
        assertThat(redis.keys("session:*:attributes:other")).isNotEmpty();
    }

    @Test
    void reload_ofAnApplicationThatBringsTheJar_keepsItsSessionsAndLeavesNothingBehind() throws Exception {
        for (URI node : new URI[] {nodeA(), nodeB()}) {
            CatalinaBase tomcat = node.equals(nodeA()) ? tomcat10 : tomcat11;
            String place = node.equals(nodeA()) ? "a" : "b";
            put(node.resolve("other/"), "Darjeeling");
            long before = installed(tomcat);
            Files.setLastModifiedTime(
                    directory.resolve(place).resolve("webapps/other/WEB-INF/web.xml"),
                    FileTime.from(Instant.now().minusSeconds(60)));

            await().atMost(60, SECONDS).until(() -> installed(tomcat) > before);
            await().atMost(60, SECONDS)
                    .untilAsserted(() -> assertThat(get(node.resolve("other/"))).contains("Darjeeling"));
            assertThat(tomcat.output()).noneMatch(line -> line.contains("memory leak") || line.contains("failed to"));
        }
    }

    private static long installed(CatalinaBase tomcat) {
        return tomcat.output().stream()
                .filter(line -> line.contains("are in Redis at"))
                .count();
    }

    private void put(URI application, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(application.resolve("api/session/attributes/tea"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString('"' + value + '"'))
                .build();
        assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    private String get(URI application) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(application.resolve("api/session")).build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
