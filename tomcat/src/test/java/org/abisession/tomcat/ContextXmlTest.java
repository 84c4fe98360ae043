package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.core.StandardContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The manager as an element of META-INF/context.xml, read by Tomcat. */
class ContextXmlTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    private Path directory;

    private TomcatNode start(String attributes) throws Exception {
        new ContractWebapp().sessionTimeout(7).writeTo(directory);
        Files.writeString(
                Files.createDirectory(directory.resolve("META-INF")).resolve("context.xml"), """
                <Context>
                  <Manager className="org.abisession.tomcat.RedisSessionManager" %s/>
                </Context>
                """.formatted(attributes));
        return TomcatNode.start(directory, "/shop", (tomcat, context) -> {});
    }

    @Test
    void manager_attributesInCamelCaseAndWithHyphens_areTaken() throws Exception {
        String attributes = "redisUrl=\"" + redis.uri() + "\" maxInactiveInterval=\"10m\" env-file=\"off\""
                + " shared-attributes=\"user\" allowedClasses=\"com.acme.**\" app=\"till\"";
        try (TomcatNode node = start(attributes)) {
            SessionClient client = new SessionClient(logs);

            assertThat(client.get(node.port(), "/shop/do?session").body()).contains("interval=600");
            assertThat(redis.client().exists("session:" + client.sessionId() + ":attributes:till"))
                    .isTrue();
        }
    }

    @Test
    void manager_inTheContextXmlOfTheWholeServer_keepsTheSessionsOfEveryApplicationApart() throws Exception {
        Path serverWide = Files.writeString(directory.resolve("context.xml"), """
                <Context>
                  <Manager className="org.abisession.tomcat.RedisSessionManager" redisUrl="%s" env-file="off"/>
                </Context>
                """.formatted(redis.uri()));
        Path webapp = new ContractWebapp().writeTo(directory.resolve("shop"));
        try (TomcatNode node = TomcatNode.start(
                webapp,
                "/shop",
                (tomcat, context) -> ((StandardContext) context).setDefaultContextXml(serverWide.toString()))) {
            SessionClient client = new SessionClient(logs);
            client.get(node.port(), "/shop/do?set=x:1");

            assertThat(redis.client().exists("session:" + client.sessionId() + ":attributes:shop"))
                    .isTrue();
        }
    }

    @Test
    void manager_attributeThatIsUnknown_keepsTheApplicationFromStartingAndSaysWhy() throws Exception {
        try (TomcatNode node = start("redisUrl=\"" + redis.uri() + "\" maxInactiveIntervall=\"10m\"")) {
            assertThat(node.isServing()).isFalse();
            assertThat(logs.lines())
                    .anyMatch(line -> line.contains("maxInactiveIntervall") && line.contains("max-inactive-interval"));
        }
    }

    @Test
    void manager_valueThatIsWrong_keepsTheApplicationFromStartingAndSaysWhy() throws Exception {
        try (TomcatNode node = start("redisUrl=\"" + redis.uri() + "\" commandTimeout=\"soon\"")) {
            assertThat(node.isServing()).isFalse();
            assertThat(logs.lines())
                    .anyMatch(line -> line.contains("abi.session.command-timeout") && line.contains("soon"));
        }
    }

    @Test
    void manager_limitOfTheSessions_keepsTheApplicationFromStartingAndSaysWhatToUse() throws Exception {
        try (TomcatNode node = start("redisUrl=\"" + redis.uri() + "\" env-file=\"off\" maxActiveSessions=\"100\"")) {
            assertThat(node.isServing()).isFalse();
            assertThat(logs.lines())
                    .anyMatch(line -> line.contains("maxActiveSessions")
                            && line.contains("was 100")
                            && line.contains("abi.session.max-sessions-per-user")
                            && line.contains("maxmemory"));
        }
    }
}
