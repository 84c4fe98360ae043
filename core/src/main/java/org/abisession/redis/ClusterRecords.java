package org.abisession.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.redis.ClusterReplies.State;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/** The records of all primaries of a cluster, one after the other; a page is looked at in one flight. */
final class ClusterRecords implements SweptRecords {
    /**
     * The time that a record may be without metadata: a session that is being made, or moved here, has its record
     * first.
     */
    private static final long BEING_MADE_MILLIS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(ClusterRecords.class);

    private final RedisConnections redis;
    private final SessionKeys keys;
    private final List<byte[]> defaults;
    private @Nullable KeyScan scan;

    ClusterRecords(RedisConnections redis, SessionKeys keys, List<byte[]> defaults) {
        this.redis = redis;
        this.keys = keys;
        this.defaults = defaults;
    }

    @Override
    public void begin() {
        scan = new KeyScan(redis, SweptRecords.params(keys));
    }

    @Override
    public Optional<List<SessionId>> next() {
        KeyScan pages = scan;
        if (pages == null || !pages.hasNext()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SweptRecords.ids(keys, pages.next()));
        } catch (SessionStoreUnavailableException e) {
            LOG.debug("A node of the cluster does not answer; the sweep goes on with the others", e);
            pages.leaveNode();
            return Optional.of(List.of());
        }
    }

    @Override
    public List<SessionId> expired(List<SessionId> ids) {
        List<KeyCall> calls = new ArrayList<>();
        ids.forEach(id -> {
            calls.add(KeyCall.of(Script.KEY_STATE, keys.attributes(id), defaults.get(0), defaults.get(1)));
            calls.add(KeyCall.of(Command.EXISTS, keys.metadata(id)));
        });
        List<Reply> answers = Reply.all(redis.flyEach("look for expired sessions", calls));
        List<SessionId> expired = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            boolean known = !answers.get(2 * i).isFailure()
                    && !answers.get(2 * i + 1).isFailure(); // the next sweep looks again
            if (known
                    && isExpired(
                            State.of(answers.get(2 * i)), answers.get(2 * i + 1).isOne())) {
                expired.add(ids.get(i));
            }
        }
        return expired;
    }

    private static boolean isExpired(State record, boolean hasMetadata) {
        return record.state().isExpired()
                || (record.state() == RecordState.ALIVE
                        && !hasMetadata
                        && record.idle().orElse(0L) > BEING_MADE_MILLIS);
    }
}
