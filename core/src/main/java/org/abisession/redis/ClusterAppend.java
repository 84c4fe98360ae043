package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.util.List;
import org.abisession.redis.ClusterReplies.RecordState;
import org.abisession.redis.ClusterReplies.State;
import org.abisession.store.SessionId;
import redis.clients.jedis.Protocol.Command;

/** Adds turns to a conversation that lies on another node than what says whether the session is alive. */
final class ClusterAppend {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Records records;
    private final SessionId id;

    ClusterAppend(RedisConnections redis, SessionKeys keys, Records records, SessionId id) {
        this.redis = redis;
        this.keys = keys;
        this.records = records;
        this.id = id;
    }

    /** Stores a turn; returns false, and removes it again, if the session has ended before or meanwhile. */
    boolean append(byte[] entry) {
        Life before = life();
        if (!before.hasMetadata() || before.state().isMarked() || before.state() == RecordState.EXPIRED) {
            return false;
        }
        long interval =
                before.record().interval().orElse(records.defaultInterval().toMillis());
        Reply size = first(List.of(KeyCall.of(
                Script.KEY_APPEND, keys.conversation(id), entry, bytes(Long.toString(Math.max(interval, 0))))));
        if (size.number() == 0) {
            return false;
        }
        Life after = lifeNow();
        // Who is moving the session to another id takes the turn along.
        if (after.state() == RecordState.ENDED
                || (after.hasMetadata() && !after.state().isMarked())) {
            return true;
        }
        // Who has ended the session has removed the list before the turn was added or after it. If after, the turn is
        // gone with the session, and there is nothing to remove.
        return first(List.of(KeyCall.of(Script.KEY_WITHDRAW, keys.conversation(id), entry)))
                        .number()
                == 0;
    }

    /** The answer of {@code state.lua}, and whether there is metadata. */
    private record Life(State record, boolean hasMetadata) {
        RecordState state() {
            return record.state();
        }
    }

    /**
     * Does the same as {@link #life}, as of one moment. The two are asked for at the same time, so metadata may have
     * been read before a logout and the record after it: without a record the metadata counts as it is after that.
     */
    private Life lifeNow() {
        Life life = life();
        if (life.state() == RecordState.ALIVE || life.state().isMarked() || !life.hasMetadata()) {
            return life;
        }
        return new Life(
                life.record(),
                first(List.of(KeyCall.of(Command.EXISTS, keys.metadata(id)))).isOne());
    }

    private Life life() {
        List<Reply> answers = Reply.all(redis.fly(
                "append",
                List.of(KeyCalls.state(keys.attributes(id), records), KeyCall.of(Command.EXISTS, keys.metadata(id)))));
        return new Life(State.of(answers.get(0)), answers.get(1).isOne());
    }

    private Reply first(List<KeyCall> calls) {
        return Reply.of(redis.fly("append", calls).get(0));
    }
}
