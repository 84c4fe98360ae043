package org.abisession.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several requests of one node in one session at the same time. */
class SharedSessionTest {
    private static final int ROUNDS = Integer.getInteger("stress.rounds", 300);
    private static final Duration DEADLOCK = Duration.ofSeconds(60);

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TwoNodes nodes = new TwoNodes(redis, "allowed-classes", "org.abisession.node.*", "command-timeout", "500ms");

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private SessionNode here;
    private SessionNode there;

    @BeforeEach
    void take() {
        here = nodes.here();
        there = nodes.there();
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private SessionId stored(String name, Object value) {
        NodeSession session = there.create();
        session.setAttribute(name, value);
        session.save();
        return session.id();
    }

    @SuppressWarnings("unchecked")
    private static List<Integer> list(NodeSession session) {
        return (List<Integer>) session.attribute("list");
    }

    @Test
    void join_ofSeveralRequests_isOneObjectUntilTheLastLeaves() {
        SessionId id = stored("x", "1");
        NodeSession first = here.inUse().join(id).orElseThrow();
        NodeSession second = here.inUse().join(id).orElseThrow();
        assertThat(second).isSameAs(first);
        here.inUse().leave(first);
        assertThat(here.inUse().join(id)).containsSame(first);
        here.inUse().leave(first);
        here.inUse().leave(first);
        assertThat(here.inUse().size()).isZero();
    }

    @Test
    void setAttribute_anotherThreadRemovesItAndSaves_givesEachValueBackOnce() throws Exception {
        NodeSession session = here.inUse().join(stored("x", "first")).orElseThrow();
        Queue<Object> gone = new ConcurrentLinkedQueue<>();
        AtomicBoolean done = new AtomicBoolean();
        Future<?> remover = threads.submit(() -> {
            while (!done.get()) {
                giveBack(gone, session.setAttribute("x", null));
                session.save();
                session.refresh();
            }
        });
        for (int i = 0; i < 20 * ROUNDS; i++) {
            giveBack(gone, session.setAttribute("x", "value " + i));
        }
        done.set(true);
        remover.get(DEADLOCK.toSeconds(), TimeUnit.SECONDS);

        assertThat(gone).doesNotHaveDuplicates();
    }

    private static void giveBack(Queue<Object> gone, @Nullable Object value) {
        if (value != null) {
            gone.add(value);
        }
    }

    @Test
    void join_afterAnIdChange_oldIdLeadsNowhere() {
        SessionId id = stored("x", "1");
        NodeSession session = here.inUse().join(id).orElseThrow();
        SessionId newId = SessionId.random();
        session.changeId(newId);
        assertThat(here.inUse().join(id)).isEmpty();
        assertThat(here.inUse().join(newId)).containsSame(session);
    }

    @Test
    void join_ofManyRequestsWhileRedisHangs_eachFailsAfterOneCommandTimeout() throws Exception {
        SessionId id = stored("x", "1");
        NodeSession session = here.inUse().join(id).orElseThrow();
        nodes.proxy().stallReplies();
        List<Future<Long>> waits = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waits.add(threads.submit(() -> {
                long begun = System.nanoTime();
                assertThatThrownBy(() -> here.inUse().join(id)).isInstanceOf(SessionStoreUnavailableException.class);
                return System.nanoTime() - begun;
            }));
        }
        long longest = 0;
        for (Future<Long> wait : waits) {
            longest = Math.max(longest, wait.get(DEADLOCK.toSeconds(), TimeUnit.SECONDS));
        }
        nodes.proxy().resume();
        // Five timeouts of 500 ms were possible where each waited for its turn and then for an answer of its own.
        assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofSeconds(2));
        assertThat(session.isEnded()).isFalse();
    }

    @Test
    void save_ofAnotherRequestHasFailed_storesWhatThisOneChangesAfterThat() {
        SessionId id = stored("x", "1");
        NodeSession session = here.inUse().join(id).orElseThrow(); // its response is sent in parts
        assertThat(here.inUse().join(id)).containsSame(session);
        session.setAttribute("a", "1");
        nodes.proxy().refuse();
        assertThatThrownBy(() -> SessionView.save(session)).isInstanceOf(SessionStoreUnavailableException.class);
        session.leave();
        nodes.proxy().resume();
        assertThat(there.find(id).orElseThrow().attribute("a")).isNull();

        session.setAttribute("part", "2");
        assertThat(SessionView.isTouched(session)).isTrue();
        SessionView.save(session);
        assertThat(there.find(id).orElseThrow().attribute("part")).isEqualTo("2");

        session.setAttribute("late", "3");
        session.leave();
        assertThat(there.find(id).orElseThrow().attribute("late")).isEqualTo("3");
    }

    @Test
    void leave_twoRequestsAtTheSameMoment_losesNothingThatCameAfterTheSave() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            SessionId id = stored("list", new ArrayList<>(List.of(0)));
            NodeSession first = here.inUse().join(id).orElseThrow();
            NodeSession second = here.inUse().join(id).orElseThrow();
            first.setAttribute("set", "a");
            first.save();
            second.save();
            list(first).add(1);
            second.setAttribute("late", "b");
            CyclicBarrier barrier = new CyclicBarrier(2);
            Future<?> one = threads.submit(() -> leave(barrier, first));
            Future<?> other = threads.submit(() -> leave(barrier, second));
            one.get(DEADLOCK.toSeconds(), TimeUnit.SECONDS);
            other.get(DEADLOCK.toSeconds(), TimeUnit.SECONDS);
            NodeSession read = there.find(id).orElseThrow();
            assertThat(list(read)).isEqualTo(List.of(0, 1));
            assertThat(read.attribute("late")).isEqualTo("b");
        }
        assertThat(here.inUse().size()).isZero();
    }

    private void leave(CyclicBarrier barrier, NodeSession session) {
        try {
            barrier.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        here.inUse().leave(session);
    }

    /** A value whose serialization takes a lock of the application, and asks its session. */
    static final class Nosy implements Serializable {
        private static final long serialVersionUID = 1L;
        static final AtomicReference<@Nullable NodeSession> SESSION = new AtomicReference<>();
        static final Object LOCK = new Object();
        private int count;

        private void writeObject(ObjectOutputStream out) throws IOException {
            NodeSession session = SESSION.get();
            synchronized (LOCK) {
                count++;
                if (session != null) {
                    Object unused = session.attribute("plain");
                    session.attributeNames();
                }
            }
            out.writeInt(count);
        }

        private void readObject(java.io.ObjectInputStream in) throws IOException {
            count = in.readInt();
            synchronized (LOCK) {
                NodeSession session = SESSION.get();
                if (session != null) {
                    session.attributeNames();
                }
            }
        }
    }

    /** Code of the application in the place of listeners: calls everything of its session, under its own lock. */
    private static ActivationEvents listeners(NodeSession session) {
        return new ActivationEvents() {
            @Override
            public boolean isListening(Object value) {
                return value instanceof Nosy;
            }

            @Override
            public void willPassivate(Object value) {
                use();
            }

            @Override
            public void didActivate(Object value) {
                use();
            }

            private void use() {
                synchronized (Nosy.LOCK) {
                    session.setAttribute("activated", "yes");
                    Object unused = session.attribute("plain");
                    session.attributeNames();
                    session.setMaxInactiveInterval(Duration.ofMinutes(30));
                }
            }
        };
    }

    @Test
    void operations_againstCodeOfTheApplicationThatHoldsItsOwnLock_neverDeadlock() throws Exception {
        for (int round = 0; round < ROUNDS / 3; round++) {
            SessionId id = stored("nosy", new Nosy());
            NodeSession session = here.inUse().join(id).orElseThrow();
            NodeSession again = here.inUse().join(id).orElseThrow();
            session.setListener(listeners(session));
            Nosy.SESSION.set(session);
            List<Runnable> operations = List.of(
                    () -> session.attribute("nosy"),
                    () -> again.setAttribute("nosy", new Nosy()),
                    session::save,
                    again::refresh,
                    () -> holding(() -> session.setAttribute("plain", "1")),
                    () -> holding(session::save),
                    () -> holding(() -> again.attribute("nosy")),
                    () -> session.changeId(SessionId.random()),
                    session::freshen,
                    () -> holding(session::isChanged),
                    session::delete);
            CompletableFuture<?>[] running = operations.stream()
                    .map(operation -> CompletableFuture.runAsync(operation, threads))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(running).get(DEADLOCK.toSeconds(), TimeUnit.SECONDS);
            Nosy.SESSION.set(null);
            here.inUse().leave(session);
            here.inUse().leave(again);
        }
    }

    private static void holding(Runnable operation) {
        synchronized (Nosy.LOCK) {
            operation.run();
        }
    }
}
