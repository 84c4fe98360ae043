package org.abisession.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The filter's cookie: its path, which a browser compares with that of the request as it is sent, and its value. */
class FilterCookieTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private static TomcatNode start(Path directory, String contextPath) throws Exception {
        Path webapp = new ContractWebapp().writeTo(directory);
        SessionFilterInstaller installer = new SessionFilterInstaller();
        Map.of("redis-url", REDIS.uri(), "env-file", "off").forEach(installer::set);
        return TomcatNode.start(
                webapp,
                contextPath,
                (String) null,
                context -> context.addServletContainerInitializer(installer, Set.of()));
    }

    @Test
    void cookie_ofANodeThatAddsItsRoute_findsTheSession(@TempDir Path directory) throws Exception {
        try (TomcatNode node = start(directory, "")) {
            SessionClient user = new SessionClient();
            user.get(node.port(), "/do?set=x:1");
            SessionClient routed = new SessionClient().withCookie(user.sessionId() + ".n1");

            assertThat(routed.get(node.port(), "/do?get=x").body()).isEqualTo("x=1\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"/käse, /k%C3%A4se", "/my shop, /my%20shop", "/shop/eu, /shop/eu"})
    void cookie_contextPathOfAnyCharacters_isThatOfTheUrl(String contextPath, String url, @TempDir Path directory)
            throws Exception {
        try (TomcatNode node = start(directory, contextPath)) {
            assertThat(node.isServing()).isTrue();
            HttpResponse<String> response = new SessionClient().get(node.port(), url + "/do?session");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().allValues("Set-Cookie"))
                    .singleElement()
                    .satisfies(header -> assertThat(header).contains("Path=" + url + ";"));
        }
    }
}
