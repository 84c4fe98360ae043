package org.abisession.it.tomcathome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tomcat's ClusterSingleSignOn valve: two nodes with two applications each, whose sessions are in Redis. */
class ClusterSingleSignOnTest {
    private static final String HOST = """
            <Cluster className="org.apache.catalina.ha.tcp.SimpleTcpCluster" channelSendOptions="6">
              <Channel className="org.apache.catalina.tribes.group.GroupChannel">
                <Membership className="org.apache.catalina.tribes.membership.StaticMembershipService">
                  <LocalMember className="org.apache.catalina.tribes.membership.StaticMember"
                    host="127.0.0.1" port="%1$d" uniqueId="{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,%2$d}"/>
                  <Member className="org.apache.catalina.tribes.membership.StaticMember"
                    host="127.0.0.1" port="%3$d" uniqueId="{0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,%4$d}"/>
                </Membership>
                <Receiver className="org.apache.catalina.tribes.transport.nio.NioReceiver"
                  address="127.0.0.1" port="%1$d" autoBind="0"/>
                <Interceptor className="org.apache.catalina.tribes.group.interceptors.TcpFailureDetector"/>
              </Channel>
              <Valve className="org.apache.catalina.ha.tcp.ReplicationValve"/>
            </Cluster>
            <Valve className="org.apache.catalina.ha.authenticator.ClusterSingleSignOn"/>
            <Realm className="org.apache.catalina.realm.MemoryRealm" pathname="users.xml"/>
            """;
    private static final Map<String, String> PAGES = Map.of(
            "login.jsp", "<% request.login(\"ann\", \"tea\"); request.getSession().setAttribute(\"x\", 1); %>",
            "join.jsp", "<%= request.authenticate(response) %>",
            "user.jsp", "<%= request.getRemoteUser() %>",
            "end.jsp", "<% request.getSession().invalidate(); %>");
    private static final String USERS_XML = """
            <tomcat-users><user username="ann" password="tea" roles="customer"/></tomcat-users>
            """;
    private static final String WEB_XML = """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <login-config><auth-method>BASIC</auth-method></login-config>
            </web-app>
            """;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @TempDir
    static Path directory;

    private static CatalinaBase a;
    private static CatalinaBase b;

    private final HttpClient user = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();

    @BeforeAll
    static void start() throws Exception {
        int portA = CatalinaBase.freePort();
        int portB = CatalinaBase.freePort();
        a = start("a", HOST.formatted(portA, 1, portB, 2));
        b = start("b", HOST.formatted(portB, 2, portA, 1));
    }

    private static CatalinaBase start(String name, String host) throws Exception {
        Path base = directory.resolve(name);
        for (String application : List.of("one", "two")) {
            Path webapp = base.resolve("webapps").resolve(application);
            write(webapp.resolve("WEB-INF/web.xml"), WEB_XML);
            for (Map.Entry<String, String> page : PAGES.entrySet()) {
                write(webapp.resolve(page.getKey()), "<%@ page session=\"false\" %>" + page.getValue());
            }
        }
        write(base.resolve("users.xml"), USERS_XML);
        Path homes = Path.of(System.getProperty("tomcat.homes"));
        return CatalinaBase.startWithHost(homes, System.getProperty("tomcat.10"), base, redis.uri(), host);
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @AfterAll
    static void stop() throws InterruptedException {
        for (CatalinaBase tomcat : new CatalinaBase[] {a, b}) {
            if (tomcat != null) {
                tomcat.close();
            }
        }
    }

    private String get(CatalinaBase node, String page) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.port() + page);
        return user.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body()
                .strip();
    }

    private void loginOnAAndUseAllOnBoth() throws Exception {
        get(a, "/one/login.jsp");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> get(b, "/two/join.jsp").equals("true")); // the cluster forms
        for (CatalinaBase node : new CatalinaBase[] {a, b}) {
            for (String page : List.of("/one/join.jsp", "/two/join.jsp")) {
                assertThat(get(node, page)).isEqualTo("true");
            }
        }
        assertThat(get(a, "/two/user.jsp")).isEqualTo("ann");
    }

    private void assertLoggedOutEverywhere() throws Exception {
        for (CatalinaBase node : new CatalinaBase[] {a, b}) {
            for (String page : List.of("/one/user.jsp", "/two/user.jsp")) {
                assertThat(get(node, page)).isEqualTo("null");
            }
        }
    }

    @Test
    void clusterSingleSignOn_logoutOnTheNodeOfTheLogin_logsOutOfAllApplicationsOnBothNodes() throws Exception {
        loginOnAAndUseAllOnBoth();
        get(a, "/one/end.jsp");
        assertLoggedOutEverywhere();
    }

    @Test
    void clusterSingleSignOn_logoutOnTheOtherNode_logsOutOfAllApplicationsOnBothNodes() throws Exception {
        loginOnAAndUseAllOnBoth();
        get(b, "/two/end.jsp");
        assertLoggedOutEverywhere();
    }
}
