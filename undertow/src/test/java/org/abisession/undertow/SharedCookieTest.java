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

/** Two applications of one server whose cookie has the path {@code /}. */
@SuppressWarnings("try") // closes servers
class SharedCookieTest {
    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @Test
    void invalidate_thenANewSession_hasAnotherIdAndLeavesNoneUnderTheOldOne(@TempDir Path directory) throws Exception {
        Path webapp = new ContractWebapp()
                .sessionConfig("<cookie-config><path>/</path></cookie-config>")
                .writeTo(directory);
        Map<String, String> settings = Map.of("redis-url", redis.uri(), "env-file", "off");
        try (UndertowNode node = UndertowNode.start(webapp, "/shop", settings, "n1")) {
            node.deploy(webapp, "/blog");
            SessionClient user = new SessionClient();
            user.get(node.port(), "/shop/do?set=x:shop");
            String cookie = user.sessionId();
            user.get(node.port(), "/blog/do?set=x:blog");
            assertThat(user.sessionId()).isEqualTo(cookie);
            user.get(node.port(), "/blog/do?invalidate&set=x:login");

            assertThat(user.sessionId()).isNotEqualTo(cookie);
            assertThat(user.get(node.port(), "/blog/do?get=x").body()).contains("x=login");
            SessionClient before = new SessionClient().withCookie(cookie);
            assertThat(before.get(node.port(), "/blog/do?names").body()).contains("names=[]");
            assertThat(before.get(node.port(), "/shop/do?get=x").body()).contains("x=shop");
        }
    }
}
