package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.JettyNode;
import org.abisession.settings.InvalidSettingException;
import org.abisession.testing.Readme;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionCacheFactory;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.xml.XmlConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The ways to install it, and what happens when it is installed wrongly. */
class JettyWiringTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @Test
    void getVersion_ofJetty_isTheOneThatTheseTestsAreFor() {
        assertThat(Server.getVersion()).isEqualTo(System.getProperty("expected.jetty"));
    }

    @Test
    void factory_app_isRefused() {
        assertThatThrownBy(() -> new RedisSessionDataStoreFactory().setProperty("app", "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("context parameter abi.session.app");
    }

    @Test
    void start_unknownSetting_failsAndNamesIt() {
        JettyNode node = new JettyNode(Map.of("redis-urk", "redis://localhost", "envFile", "off"));
        node.add(new Webapp("").context());

        assertThatThrownBy(node::start)
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("redis-url");
    }

    @Test
    void start_otherCache_failsAndSaysWhatToDo() {
        JettyNode node = new JettyNode(Map.of("envFile", "off"));
        Webapp webapp = new Webapp("");
        node.add(webapp.context());
        webapp.context()
                .getSessionHandler()
                .setSessionCache(new DefaultSessionCacheFactory()
                        .getSessionCache(webapp.context().getSessionHandler()));
        webapp.context().getSessionHandler().getSessionCache().setSessionDataStore(new RedisSessionDataStore());

        assertThatThrownBy(node::start).hasMessageContaining(RedisSessionCache.class.getName());
    }

    @Test
    void contextXml_setsTheCacheOfOneContext(@TempDir Path directory) throws Exception {
        String xml = """
                <?xml version="1.0"?>
                <!DOCTYPE Configure PUBLIC "-//Jetty//Configure//EN" "https://jetty.org/configure_10_0.dtd">
                <Configure class="org.eclipse.jetty.ee10.webapp.WebAppContext">
                  <Set name="contextPath">/shop</Set>
                  <Set name="war">WAR</Set>
                  <Call name="setInitParameter"><Arg>abi.session.redis-url</Arg><Arg>REDIS</Arg></Call>
                  <Call name="setInitParameter"><Arg>abi.session.env-file</Arg><Arg>off</Arg></Call>
                  README
                </Configure>
                """;
        Path war = new ContractWebapp().writeTo(directory.resolve("shop"));
        Path file = directory.resolve("shop.xml");
        Files.writeString(
                file,
                xml.replace("WAR", war.toString())
                        .replace("REDIS", REDIS.uri())
                        .replace("README", Readme.block("Jetty", "xml", 1)));
        JettyNode node = new JettyNode(Map.of());
        node.server().removeBean(node.server().getBean(RedisSessionDataStoreFactory.class));
        Server server = node.server();
        node.add((WebAppContext) new XmlConfiguration(ResourceFactory.of(server).newResource(file)).configure());
        node.start();
        try {
            SessionClient user = new SessionClient(logs);
            user.get(node.port(), "/shop/do?set=x:1");
            assertThat(user.get(node.port(), "/shop/do?get=x").body()).isEqualTo("x=1\n");
            assertThat(REDIS.keys("session:*")).hasSize(2).contains("session:" + user.sessionId() + ":attributes:shop");
        } finally {
            node.close();
        }
    }

    @Test
    void getMaxInactiveInterval_setByCode_isTheApplications(@TempDir Path directory) throws Exception {
        JettyNode node = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        WebAppContext context = node.add(new ContractWebapp().writeTo(directory), "");
        context.getSessionHandler().setMaxInactiveInterval(600);
        context.setDefaultsDescriptor(null);
        node.start();
        try {
            assertThat(context.getSessionHandler().getMaxInactiveInterval()).isEqualTo(600);
        } finally {
            node.close();
        }
    }

    @Test
    void getMaxInactiveInterval_nothingConfigured_isNotThatOfJettysDefaultDescriptor(@TempDir Path directory)
            throws Exception {
        JettyNode node = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"));
        WebAppContext context = node.add(new ContractWebapp().writeTo(directory), "");
        node.start();
        try {
            assertThat(context.getSessionHandler().getMaxInactiveInterval()).isEqualTo(86_400);
        } finally {
            node.close();
        }
    }

    @Test
    void timeout_noRequest_tellsTheListenerOnceWithTheAttributes() throws Exception {
        List<String> ended = new CopyOnWriteArrayList<>();
        JettyNode node = new JettyNode(Map.of(
                "redisUrl", REDIS.uri(), "envFile", "off", "maxInactiveInterval", "1s", "sweepInterval", "100ms"));
        Webapp webapp = new Webapp("");
        webapp.context().getSessionHandler().addEventListener(new HttpSessionListener() {
            @Override
            public void sessionDestroyed(HttpSessionEvent event) {
                ended.add(event.getSession().getId() + " " + event.getSession().getAttribute("x"));
            }
        });
        node.add(webapp.context());
        node.start();
        try {
            SessionClient user = new SessionClient(logs);
            user.get(node.port(), "/set?1");
            await().untilAsserted(() -> assertThat(ended).containsExactly(user.sessionId() + " 1"));
            assertThat(user.get(node.port(), "/get").body()).isEqualTo("none");
            assertThat(ended).hasSize(1);
            assertThat(REDIS.keys("session:*")).isEmpty();
        } finally {
            node.close();
        }
    }
}
