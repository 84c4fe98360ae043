package org.abisession.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.fuzz.HttpPipe.Response;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions with hostile values in them, the container's own among them, as requests use them. */
class HostileSessionsTest {
    /** Makes the containers look at the login of every request. */
    private static final String LOGIN = """
              <security-constraint>
                <web-resource-collection>
                  <web-resource-name>inside</web-resource-name><url-pattern>/second</url-pattern>
                </web-resource-collection>
                <auth-constraint><role-name>inside</role-name></auth-constraint>
              </security-constraint>
              <login-config>
                <auth-method>FORM</auth-method>
                <form-login-config>
                  <form-login-page>/do?text=1</form-login-page><form-error-page>/do?text=2</form-error-page>
                </form-login-config>
              </login-config>
              <security-role><role-name>inside</role-name></security-role>
            </web-app>
            """;

    private static final List<String> FIELDS = List.of(
            "victim",
            "@auth_type",
            "@principal",
            "@form_session_id",
            "@form_request",
            "@org.eclipse.jetty.security.UserIdentity",
            "@org.eclipse.jetty.security.form_URI",
            "@org.eclipse.jetty.security.form_POST",
            "victim\r\nERROR root logged in");
    private static final Pattern COOKIE = Pattern.compile("(?i)set-cookie: JSESSIONID=([^;.\r]+)");

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @TempDir
    Path directory;

    private Node node;
    private HttpPipe pipe;

    @AfterEach
    void stop() throws Exception {
        pipe.close();
        node.close();
        assertThat(logs.lines()).noneMatch(line -> line.lines().anyMatch(text -> text.startsWith("ERROR root")));
    }

    @ParameterizedTest
    @EnumSource
    void request_sessionWithHostileValues_isServedAndNothingIsLost(Container container) throws Exception {
        start(container);
        System.clearProperty(Gadgets.CANARY);
        try (Fuzz fuzz = new Fuzz("hostile sessions, " + container)) {
            HostileValues values = new HostileValues(fuzz.random(0));
            for (int i = fuzz.times(200, 100_000); i > 0; i--) {
                fuzz(fuzz, FIELDS.get(i % FIELDS.size()), values.next());
            }
        }
        assertThat(System.getProperty(Gadgets.CANARY)).isNull();
    }

    private void fuzz(Fuzz fuzz, String field, byte[] value) throws Exception {
        Matcher cookie = COOKIE.matcher(get("/do?set=cart:tea", "").head());
        assertThat(cookie.find()).isTrue();
        String id = cookie.group(1);
        logs.secret(id);
        byte[] key = ("session:" + id + ":attributes").getBytes(UTF_8);
        redis.client().hset(key, field.getBytes(UTF_8), value);

        Response served = get("/do?names=&get=cart&get=victim&set=n:1", id);
        assertThat(served.status())
                .as(() -> field + " " + new String(value, UTF_8))
                .isEqualTo(200);
        assertThat(served.body()).contains("cart=tea");
        assertThat(redis.client().hget("session:" + id + ":attributes", "n")).isEqualTo("\"1\"");
        assertThat(redis.client().hget(key, field.getBytes(UTF_8))).isEqualTo(value);
        Response inside = get("/second?get=cart", id);
        assertThat(inside.status())
                .as(() -> field + " " + new String(value, UTF_8))
                .isLessThan(500);
        assertThat(inside.body()).doesNotContain("cart=tea");
        Matcher renewed = COOKIE.matcher(inside.head());
        String now = renewed.find() ? renewed.group(1) : id;
        logs.secret(now);
        fuzz.count(field.strip().replaceAll("\\s.*", "..."));
        redis.client().del("session:" + now + ":metadata"); // its listeners are told, with all its values
        assertThat(get("/do?peek=", now).body()).contains("none=true");
        assertThat(redis.keys("session:" + now + ":*")).isEmpty();
    }

    private Response get(String path, String id) throws Exception {
        String cookie = id.isEmpty() ? "" : "Cookie: JSESSIONID=" + id + "\r\n";
        String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + node.port() + "\r\n" + cookie + "\r\n";
        AtomicReference<Optional<Response>> response = new AtomicReference<>(Optional.empty());
        pipe.send(List.of(request.getBytes(UTF_8)), response::set);
        return response.get().orElseThrow();
    }

    private void start(Container container) throws Exception {
        Path webXml = FuzzedApplication.writeTo(directory).resolve("WEB-INF/web.xml");
        Files.writeString(webXml, Files.readString(webXml).replace("</web-app>\n", LOGIN));
        Map<String, String> settings = new HashMap<>(Map.of("redis-url", redis.uri(), "env-file", "off"));
        settings.put("command-timeout", "10s"); // on a busy machine, too
        settings.put("sweep-interval", "1h");
        settings.put("expiry-retention", "2h");
        settings.put("allowed-classes", "jetty");
        node = container.start(directory, settings);
        pipe = new HttpPipe(node.port());
    }
}
