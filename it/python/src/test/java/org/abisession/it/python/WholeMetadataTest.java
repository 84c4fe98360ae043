package org.abisession.it.python;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Python rewrites metadata at every turn, beside a user of the Java application who is logged in. */
class WholeMetadataTest {
    private static final int TURNS = Integer.getInteger("python.turns", 300);

    @RegisterExtension
    @Order(1)
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    @Order(2)
    static final PythonApp python = new PythonApp(redis);

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    @ParameterizedTest
    @CsvSource({"JETTY, whole", "JETTY, naive", "TOMCAT, whole", "TOMCAT, naive"})
    void attributes_pythonWritesMetadataAtEveryTurn_noneIsLost(JavaNode.Kind kind, String mode) throws Exception {
        try (JavaNode node = kind.start(Map.of("redis-url", redis.uri(), "env-file", "off"))) {
            User user = new User(node, logs);
            user.get("/set", "login", "ada");
            String sessionId = user.sessionId();
            CompletableFuture<Object> turns =
                    CompletableFuture.supplyAsync(() -> python.call("turns", sessionId, TURNS, mode));

            List<String> expected = new ArrayList<>(List.of("login"));
            int lost = 0;
            for (int i = 0; !turns.isDone() || i < 10; i++) {
                String name = "a" + i % 50;
                assertThat(user.get("/set", name, "v" + i)).isEqualTo("set");
                lost += user.get("/get", name).equals("v" + i) ? 0 : 1;
                lost += user.get("/get", "login").equals("ada") ? 0 : 1;
                if (!expected.contains(name)) {
                    expected.add(name);
                }
            }
            turns.get(5, TimeUnit.MINUTES);

            expected.sort(null);
            System.out.printf(
                    "%s: %d turns of Python (%s metadata) beside a logged-in user: %d attributes lost of %d%n",
                    kind, TURNS, mode, lost, expected.size());
            assertThat(lost).isZero();
            assertThat(user.get("/names")).isEqualTo(String.join(",", expected));
            assertThat(user.sessionId()).isEqualTo(sessionId);
            assertThat(python.call("metadata", sessionId))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("turns", TURNS);
        }
    }
}
