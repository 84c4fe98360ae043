package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Method;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.core.StandardHost;
import org.apache.catalina.startup.HostConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two versions of an application on one Tomcat: they share their sessions, and the old one goes when nobody uses it.
 */
@Tag("full")
class ParallelDeploymentTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private StandardHost host;
    private Path apps;

    @BeforeEach
    void makeDirectories() throws Exception {
        apps = Files.createDirectory(directory.resolve("apps"));
        Files.createDirectory(directory.resolve("root"));
    }

    private TomcatNode start() throws Exception {
        return TomcatNode.start(directory.resolve("root"), "/root", (tomcat, context) -> {
            host = (StandardHost) tomcat.getHost();
            host.setAppBase(apps.toString());
            host.setUndeployOldVersions(true);
            host.addLifecycleListener(new HostConfig());
        });
    }

    private void deploy(String version) throws Exception {
        Path app = apps.resolve("shop##" + version);
        new ContractWebapp().writeTo(Files.createDirectory(app));
        Files.writeString(
                Files.createDirectory(app.resolve("META-INF")).resolve("context.xml"), """
                <Context>
                  <Manager className="org.abisession.tomcat.RedisSessionManager" redisUrl="%s" env-file="off"/>
                </Context>
                """.formatted(redis.uri()));
        check();
    }

    /** Does what Tomcat does every ten seconds: looks for what is to be deployed, and what to be taken away. */
    private void check() {
        host.backgroundProcess();
    }

    private boolean isDeployed(String version) {
        return host.findChild("/shop##" + version) != null;
    }

    /** Lets a request go on in a version of the application, which no new request reaches any more. */
    private static void openGate(ClassLoader version, String name) throws Exception {
        Method open =
                Class.forName("com.example.contract.Gates", true, version).getDeclaredMethod("open", String.class);
        open.setAccessible(true);
        open.invoke(null, name);
    }

    @Test
    void newVersion_hasTheSessionsOfTheOldOneAtOnce_whichIsUndeployedWhenNobodyUsesIt() throws Exception {
        try (TomcatNode node = start()) {
            deploy("1");
            SessionClient user = new SessionClient(logs);
            user.get(node.port(), "/shop/do?set=x:1");
            CompletableFuture<HttpResponse<String>> old =
                    user.start(user.request(node.port(), "/shop/do?get=x&gate=old-version"));
            await().until(() -> new SessionClient(logs)
                    .get(node.port(), "/shop/do?waiting=old-version")
                    .body()
                    .contains("waiting=1"));
            deploy("2");
            check();
            assertThat(isDeployed("1")).isTrue();
            assertThat(user.get(node.port(), "/shop/do?get=x&waiting=old-version")
                            .body())
                    .isEqualTo("x=1\nwaiting=0\n");

            openGate(node.loader("/shop##1"), "old-version");
            assertThat(old.join().body()).isEqualTo("x=1\n");
            await().untilAsserted(() -> {
                check();
                assertThat(isDeployed("1")).isFalse();
            });
            assertThat(user.get(node.port(), "/shop/do?get=x").body()).isEqualTo("x=1\n");
        }
    }
}
