package org.abisession.node;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.abisession.Conversation;
import org.abisession.SessionStoreException;
import org.abisession.StoredKeys;
import org.abisession.metrics.SessionMetrics;
import org.abisession.metrics.StoreOperation;
import org.abisession.metrics.StoreOperation.Outcome;
import org.abisession.store.NodeAnnouncements;
import org.abisession.store.RenewalResult;
import org.abisession.store.SaveResult;
import org.abisession.store.SessionDelta;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;
import org.abisession.store.SessionSnapshot;
import org.abisession.store.SessionSweeper;
import org.abisession.store.StoreStatistics;

/** A repository whose calls are counted and timed. As safe for use by several threads as the one behind it. */
final class MeasuredRepository implements SessionRepository {
    private final SessionRepository store;
    private final SessionMetrics metrics;

    MeasuredRepository(SessionRepository store, SessionMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    private <T> T measure(StoreOperation operation, Supplier<T> call, Function<T, Outcome> outcome) {
        long began = System.nanoTime();
        T answer;
        try {
            answer = call.get();
        } catch (SessionStoreException e) {
            metrics.failed(operation, e, began);
            throw e;
        }
        metrics.called(operation, outcome.apply(answer), began);
        return answer;
    }

    private Optional<SessionSnapshot> load(Supplier<Optional<SessionSnapshot>> call) {
        Optional<SessionSnapshot> found = measure(StoreOperation.LOAD, call, MeasuredRepository::of);
        found.ifPresent(metrics::read);
        return found;
    }

    private static Outcome of(Optional<?> answer) {
        return answer.isPresent() ? Outcome.SUCCESS : Outcome.GONE;
    }

    private static Outcome of(SaveResult result) {
        return result == SaveResult.SAVED ? Outcome.SUCCESS : Outcome.GONE;
    }

    @Override
    public Optional<SessionSnapshot> near(SessionId id, boolean whole) {
        Optional<SessionSnapshot> found = store.near(id, whole);
        if (found.isPresent()) {
            metrics.nearHit();
        }
        return found;
    }

    @Override
    public Optional<SessionSnapshot> find(SessionId id) {
        return near(id, false).or(() -> load(() -> store.find(id)));
    }

    @Override
    public Optional<SessionSnapshot> findWhole(SessionId id) {
        return near(id, true).or(() -> load(() -> store.findWhole(id)));
    }

    @Override
    public Optional<SessionSnapshot> peek(SessionId id) {
        return load(() -> store.peek(id));
    }

    @Override
    public boolean isCurrent(SessionId id) {
        return store.isCurrent(id);
    }

    @Override
    public Set<SessionId> living(List<SessionId> ids, boolean renewed) {
        return store.living(ids, renewed);
    }

    @Override
    public SessionSnapshot create(SessionSnapshot session) {
        return created(session, () -> store.create(session));
    }

    @Override
    public SessionSnapshot takeOver(SessionSnapshot session) {
        return created(session, () -> store.takeOver(session));
    }

    private SessionSnapshot created(SessionSnapshot session, Supplier<SessionSnapshot> call) {
        SessionSnapshot stored = measure(StoreOperation.CREATE, call, made -> Outcome.SUCCESS);
        created(session);
        return stored;
    }

    private void created(SessionSnapshot session) {
        metrics.sessionCreated();
        metrics.written(session);
    }

    @Override
    public boolean isElsewhere(SessionId id) {
        return store.isElsewhere(id);
    }

    @Override
    public SaveResult createBeside(SessionSnapshot session) {
        SaveResult result = measure(StoreOperation.CREATE, () -> store.createBeside(session), MeasuredRepository::of);
        if (result == SaveResult.SAVED) {
            created(session);
        }
        return result;
    }

    @Override
    public SaveResult save(SessionSnapshot read, SessionDelta delta) {
        SaveResult result = measure(StoreOperation.SAVE, () -> store.save(read, delta), MeasuredRepository::of);
        if (result == SaveResult.SAVED) {
            metrics.written(delta);
        }
        return result;
    }

    @Override
    public SaveResult touch(SessionId id) {
        return measure(StoreOperation.TOUCH, () -> store.touch(id), MeasuredRepository::of);
    }

    @Override
    public SaveResult changeId(SessionId from, SessionId to, Set<String> applications) {
        return measure(StoreOperation.CHANGE_ID, () -> store.changeId(from, to, applications), MeasuredRepository::of);
    }

    @Override
    public RenewalResult renewId(SessionId from, SessionId to) {
        return measure(
                StoreOperation.CHANGE_ID,
                () -> store.renewId(from, to),
                result -> result == RenewalResult.GONE ? Outcome.GONE : Outcome.SUCCESS);
    }

    @Override
    public Optional<SessionSnapshot> end(SessionId id) {
        return measure(StoreOperation.END, () -> store.end(id), MeasuredRepository::of);
    }

    @Override
    public Optional<SessionSnapshot> claimExpired(SessionId id) {
        return store.claimExpired(id);
    }

    @Override
    public Conversation conversation(SessionId id) {
        return new MeasuredConversation(store.conversation(id), metrics);
    }

    @Override
    public StoredKeys storedKeys(SessionId id) {
        return store.storedKeys(id);
    }

    @Override
    public void register() {
        store.register();
    }

    @Override
    public long count() {
        return store.count();
    }

    @Override
    public SessionSweeper sweeper(Consumer<SessionSnapshot> expired) {
        return store.sweeper(expired);
    }

    @Override
    public NodeAnnouncements announcements() {
        return store.announcements();
    }

    @Override
    public StoreStatistics statistics() {
        return store.statistics();
    }
}
