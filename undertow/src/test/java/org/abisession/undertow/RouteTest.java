package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ContractWebapp;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** An Undertow that knows nothing of routes, beside nodes that add theirs to the id, as Tomcat with jvmRoute does. */
@SuppressWarnings("try") // closes servers
class RouteTest {
    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @Test
    void cookie_ofANodeThatAddsItsRoute_findsTheSession(@TempDir Path directory) throws Exception {
        Path webapp = new ContractWebapp().writeTo(directory);
        Map<String, String> settings = Map.of("redis-url", redis.uri(), "env-file", "off");
        try (UndertowNode node = UndertowNode.start(webapp, "", settings, null)) {
            SessionClient user = new SessionClient();
            user.get(node.port(), "/do?set=x:1");
            assertThat(user.cookie()).isEqualTo(user.sessionId());
            SessionClient routed = new SessionClient().withCookie(user.sessionId() + ".n1");

            assertThat(routed.get(node.port(), "/do?get=x&requested").body())
                    .startsWith("x=1\n")
                    .contains("valid=true");
            SessionClient two = new SessionClient()
                    .header("Cookie", "JSESSIONID=" + "a".repeat(43) + ".n1; JSESSIONID=" + user.sessionId() + ".n2");
            assertThat(two.get(node.port(), "/do?get=x").body()).isEqualTo("x=1\n");
        }
    }
}
