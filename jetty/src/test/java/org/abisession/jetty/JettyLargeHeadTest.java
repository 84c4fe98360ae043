package org.abisession.jetty;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import org.abisession.contract.JettyNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A response whose head is larger than Jetty's {@code responseHeaderSize}, and is held back until it is saved. */
class JettyLargeHeadTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @Test
    @SuppressWarnings("try") // the node is closed in the thread of the test
    void response_headIsTooLarge_isAnErrorAsByJettyAloneAndTheSessionIsStored() throws Exception {
        try (JettyNode node = new JettyNode(Map.of("redisUrl", REDIS.uri(), "envFile", "off"))) {
            node.add(new Webapp("")
                    .on("/large", (request, response) -> {
                        request.getSession().setAttribute("x", "2");
                        response.setHeader("Large", "x".repeat(40_000));
                    })
                    .context());
            node.start();
            SessionClient user = new SessionClient(logs);

            for (String path : new String[] {"/large", "/set?1", "/large"}) {
                HttpResponse<String> response = user.get(node.port(), path);
                assertThat(response.statusCode()).isEqualTo(path.equals("/large") ? 500 : 200);
            }
            assertThat(user.get(node.port(), "/get").body()).isEqualTo("2");
        }
    }
}
