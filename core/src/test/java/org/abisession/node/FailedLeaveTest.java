package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code of the application that fails by an error at the very end of a request. */
class FailedLeaveTest {
    private static final AtomicInteger CALLS = new AtomicInteger();

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    /** A user whose name can be read once. */
    private static final class User implements Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            if (CALLS.incrementAndGet() > 1) {
                throw new StackOverflowError("of the application");
            }
            return "ada";
        }
    }

    @Test
    void leave_nameOfTheUserFailsByAnError_releasesTheSession() {
        NodeSession session = nodes.here().create();
        nodes.here().inUse().enter(session);
        session.setAttribute("who", new User());

        try {
            session.leave();
        } catch (StackOverflowError e) {
            assertThat(e).hasMessage("of the application");
        }

        assertThat(session.use().isInUse()).isFalse();
        assertThat(nodes.here().inUse().size()).isZero();
    }
}
