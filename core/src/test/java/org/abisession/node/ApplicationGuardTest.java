package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The requests of a node that has started while Redis hangs, so that it could not find out whose name it has. */
class ApplicationGuardTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "command-timeout", "1s");

    @Test
    void join_ofManyRequestsWhileRedisHangsSinceTheStart_eachFailsAfterOneCommandTimeout() throws Exception {
        nodes.proxy().stallRequests();
        nodes.here().announce(new ApplicationMarks());
        ExecutorService threads = Executors.newCachedThreadPool();
        Duration longest = Duration.ZERO;
        try {
            List<Future<Duration>> waits = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                waits.add(threads.submit(this::timeOfAFailure));
            }
            for (Future<Duration> wait : waits) {
                Duration waited = wait.get(60, TimeUnit.SECONDS);
                longest = waited.compareTo(longest) > 0 ? waited : longest;
            }
        } finally {
            threads.shutdownNow();
        }
        // Four timeouts of a second where each waits for its turn and then for an answer of its own.
        assertThat(longest).isLessThan(Duration.ofMillis(2_500));

        nodes.proxy().resume();
        await().ignoreExceptions()
                .until(() -> nodes.here().inUse().join(SessionId.random()).isEmpty());
    }

    private Duration timeOfAFailure() {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> nodes.here().inUse().join(SessionId.random()))
                .isInstanceOf(SessionStoreUnavailableException.class);
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
