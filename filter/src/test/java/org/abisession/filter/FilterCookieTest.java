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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path of the filter's cookie, which a browser compares with that of the request as it is sent. */
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
