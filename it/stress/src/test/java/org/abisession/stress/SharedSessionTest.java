package org.abisession.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.contract.Container;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.stress.User.Answer;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many requests of one session at the same time on one node: each of them sees it. */
class SharedSessionTest {
    private static final String NO_SESSION = "no_session";

    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    @ParameterizedTest
    @EnumSource
    void getSession_manyRequestsOfOneSession_isThereForEachOfThem(Container container) throws Exception {
        Run run = Run.begin("one session's requests on " + container, NO_SESSION);
        request(container, run, 8 * Run.rounds() / 10, false);
        run.end();
    }

    @Test
    void counters_aSessionThatIsLost_count() throws Exception {
        Run run = Run.begin("one session's requests on " + Container.JETTY, NO_SESSION);
        request(Container.JETTY, run, 100, true);
        run.report();
        assertThat(run.counted(NO_SESSION)).isPositive();
    }

    private static void request(Container container, Run run, int requests, boolean lost) throws Exception {
        try (Nodes nodes = new Nodes(container, REDIS.uri(), "2m")) {
            Node node = nodes.start();
            User user = new User();
            user.get(node, "new&set=x:1");
            run.rounds(requests, 8, (n, random) -> {
                if (lost && n == requests / 2) {
                    REDIS.client().del(user.keys());
                }
                Answer answer = user.copy().get(node, "get=x");
                if (answer.status() != 200 || !answer.is("x", "1")) {
                    run.count(NO_SESSION, answer.status() + ": " + answer.body());
                }
            });
        }
    }
}
