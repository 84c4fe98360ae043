package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisUserIndex;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.store.UserEnd;
import org.abisession.store.UserIndex;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The end of all sessions of a user, with the changes of an id at the very places where they are hardest to see. */
class UserEndTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "user-attribute", "who");

    private RedisConnections connections;
    private UserIndex index;
    private NodeSession session;
    private final AtomicInteger moves = new AtomicInteger(3);

    @BeforeEach
    void open() {
        SessionSettings settings =
                SessionSettings.builder().adapter("redis-url", redis.uri()).build();
        connections = RedisConnections.open(settings);
        index = new RedisUserIndex(connections, settings);
        session = nodes.here().create();
        session.setAttribute("who", "ada");
        assertThat(session.save()).isEqualTo(SaveResult.SAVED);
    }

    @AfterEach
    void close() {
        connections.close();
    }

    /** The index, with something that happens before each look at the records. */
    private UserIndex before(Runnable action) {
        return (UserIndex) Proxy.newProxyInstance(
                UserIndex.class.getClassLoader(), new Class<?>[] {UserIndex.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("read")) {
                        action.run();
                    }
                    if (method.isDefault()) {
                        return index.ids((String) arguments[0]);
                    }
                    try {
                        return method.invoke(index, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private boolean end(SessionId id) {
        return nodes.there().find(id).map(NodeSession::delete).orElse(false);
    }

    private boolean isAlive() {
        return nodes.there().find(session.id()).isPresent();
    }

    @Test
    void endAll_sessionMovesToAnEntryThatWasSeenAndOnFromThere_endsIt() {
        SessionId second = SessionId.random();
        SessionId third = SessionId.random();
        index.move("ada", second, Duration.ofMinutes(1)); // as a change of the id begins
        UserEnd userEnd = new UserEnd(before(() -> {
            if (session.id().equals(second)) {
                assertThat(session.changeId(third)).isEqualTo(SaveResult.SAVED);
            }
        }));

        int ended = userEnd.endAll("ada", id -> {
            if (!session.id().equals(third)) {
                assertThat(session.changeId(second)).isEqualTo(SaveResult.SAVED);
            }
            return end(id);
        });

        assertThat(ended).isEqualTo(1);
        assertThat(isAlive()).isFalse();
    }

    @Test
    void endAll_changeOfTheIdThatWasUnderWayComesToNothing_endsItUnderTheOldOne() {
        AtomicInteger tries = new AtomicInteger();

        int ended = new UserEnd(index).endAll("ada", id -> tries.incrementAndGet() > 1 && end(id));

        assertThat(ended).isEqualTo(1);
        assertThat(isAlive()).isFalse();
    }

    @Test
    void endOthers_sessionThatIsSparedGetsAnotherIdMeanwhile_sparesIt() {
        UserEnd userEnd = new UserEnd(before(() -> {
            if (moves.getAndDecrement() > 0) {
                assertThat(session.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
            }
        }));

        assertThat(userEnd.endOthers("ada", session::id, this::end)).isZero();

        assertThat(moves).hasNegativeValue();
        assertThat(isAlive()).isTrue();
    }
}
