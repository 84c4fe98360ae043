package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.abisession.LoginRefusedException;
import org.abisession.Sessions;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Logins, changes of ids and crashes against the end of all sessions of a user, and against a limit, on three nodes.
 * The system property {@code abi-session.test.races} sets how many; the long form is 100,000.
 */
class UserRacesTest {
    private static final int RACES = Integer.getInteger("abi-session.test.races", 300);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @BeforeEach
    void empty() {
        redis.client().flushAll();
    }

    private static List<SessionNode> nodes(String... settings) {
        List<SessionNode> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(TwoNodes.open(redis.uri(), settings));
        }
        return nodes;
    }

    private static NodeSession login(SessionNode node, String user) {
        NodeSession session = node.create();
        session.setAttribute("who", user);
        SaveResult unused = session.save();
        return session;
    }

    private static void together(List<Callable<Void>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        try {
            List<Future<Void>> all = new ArrayList<>();
            tasks.forEach(task -> all.add(threads.submit(() -> {
                start.await();
                return task.call();
            })));
            for (Future<Void> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void endAll_againstLoginsChangesOfIdsAndCrashes_leavesNoSessionFromBeforeItAndNoneThatCannotBeFound()
            throws Exception {
        List<SessionNode> nodes = nodes("user-attribute", "who");
        try {
            for (int race = 0; race < RACES; race++) {
                NodeSession moving = login(nodes.get(0), "ada");
                NodeSession crashing = login(nodes.get(1), "ada");
                NodeSession underWay = nodes.get(2).create();
                underWay.setAttribute("who", "ada"); // noticed before the end begins
                together(List.of(
                        () -> {
                            SaveResult unused = moving.changeId(SessionId.random());
                            unused = moving.changeId(SessionId.random());
                            return null;
                        },
                        () -> {
                            // The node dies between the entry and the change of the id.
                            nodes.get(1).users().index().move("ada", SessionId.random(), java.time.Duration.ofHours(1));
                            return null;
                        },
                        () -> {
                            SaveResult unused = underWay.save();
                            return null;
                        },
                        () -> {
                            for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
                                Thread.onSpinWait();
                            }
                            int unused = nodes.get(1).sessionsOf("ada").endAll();
                            return null;
                        }));
                assertThat(redis.keys("session:*"))
                        .as("survivors of race %d", race)
                        .isEmpty();
                assertThat(crashing.refresh()).isFalse();
            }
        } finally {
            nodes.forEach(SessionNode::close);
        }
    }

    @Test
    void logins_ofTwoUsersInOneSessionAtOnce_areOneOfThem() throws Exception {
        List<SessionNode> nodes = nodes("user-attribute", "who");
        try {
            for (int race = 0; race < RACES / 10; race++) {
                NodeSession session = nodes.get(0).create();
                assertThat(session.save()).isEqualTo(SaveResult.SAVED);
                together(List.of(
                        () -> {
                            session.setAttribute("who", "ada");
                            return null;
                        },
                        () -> {
                            session.setAttribute("who", "bob");
                            return null;
                        }));
                assertThat(session.save()).as("race %d", race).isEqualTo(SaveResult.SAVED);
                String user = String.valueOf(session.attribute("who"));
                assertThat(nodes.get(1).sessionsOf(user).endAll())
                        .as("race %d", race)
                        .isEqualTo(1);
                assertThat(session.refresh()).isFalse();
            }
        } finally {
            nodes.forEach(SessionNode::close);
        }
    }

    @Test
    void endOthers_againstChangesOfTheIdOfItsSession_sparesItAndEndsTheOthers() throws Exception {
        List<SessionNode> nodes = nodes("user-attribute", "who");
        try {
            for (int race = 0; race < RACES; race++) {
                NodeSession own = login(nodes.get(0), "ada");
                NodeSession other = login(nodes.get(1), "ada");
                Sessions sessions = (Sessions) own.attribute(Sessions.ATTRIBUTE);
                together(List.of(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                assertThat(own.changeId(SessionId.random())).isEqualTo(SaveResult.SAVED);
                            }
                            return null;
                        },
                        () -> {
                            assertThat(sessions.endOthers()).isEqualTo(1);
                            return null;
                        }));
                assertThat(own.refresh()).as("own session of race %d", race).isTrue();
                assertThat(other.refresh()).isFalse();
                assertThat(own.delete()).isTrue();
            }
        } finally {
            nodes.forEach(SessionNode::close);
        }
    }

    @Test
    void endAll_againstChangesOfTheIdOfItsSession_endsItToo() throws Exception {
        List<SessionNode> nodes = nodes("user-attribute", "who");
        try {
            for (int race = 0; race < RACES; race++) {
                NodeSession own = login(nodes.get(0), "ada");
                Sessions sessions = (Sessions) own.attribute(Sessions.ATTRIBUTE);
                together(List.of(
                        () -> {
                            for (int i = 0; i < 3; i++) {
                                SaveResult unused = own.changeId(SessionId.random());
                            }
                            return null;
                        },
                        () -> {
                            assertThat(sessions.endAll()).isEqualTo(1);
                            return null;
                        }));
                assertThat(redis.keys("session:*"))
                        .as("survivors of race %d", race)
                        .isEmpty();
            }
        } finally {
            nodes.forEach(SessionNode::close);
        }
    }

    @Test
    void maxSessionsPerUser_concurrentLogins_areNeverTwo() throws Exception {
        for (String exceeded : List.of("end-oldest", "refuse")) {
            redis.client().flushAll();
            List<SessionNode> nodes =
                    nodes("user-attribute", "who", "max-sessions-per-user", "1", "max-sessions-exceeded", exceeded);
            try {
                for (int round = 0; round < Math.max(RACES / 60, 2); round++) {
                    List<Callable<Void>> logins = new ArrayList<>();
                    for (int i = 0; i < 12; i++) {
                        SessionNode node = nodes.get(i % 3);
                        logins.add(() -> {
                            try {
                                NodeSession unused = login(node, "ada");
                            } catch (LoginRefusedException e) {
                                assertThat(e).hasMessageContaining("max-sessions-per-user");
                            }
                            return null;
                        });
                    }
                    together(logins);
                    assertThat(redis.keys("session:*:attributes")).as(exceeded).hasSizeLessThanOrEqualTo(1);
                    if (exceeded.equals("refuse")) {
                        assertThat(redis.keys("session:*:attributes")).hasSize(1);
                        assertThat(nodes.get(0).sessionsOf("ada").endAll()).isEqualTo(1);
                    }
                }
            } finally {
                nodes.forEach(SessionNode::close);
            }
        }
    }
}
