package org.abisession.redis;

import static org.abisession.redis.Records.text;
import static org.abisession.redis.SessionKeys.bytes;

import java.util.List;
import org.abisession.SessionId;
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

    /** Stores a turn: false, and nothing is left of it, if the session has ended before or meanwhile. */
    boolean append(byte[] entry) {
        Life before = life();
        if (!before.hasMetadata() || before.isMarked() || before.state().equals("expired")) {
            return false;
        }
        long interval = before.record().size() > 1
                ? (Long) before.record().get(1)
                : records.defaultInterval().toMillis();
        Object size = redis.fly(
                        "append",
                        List.of(KeyCall.of(
                                Script.KEY_APPEND,
                                keys.conversation(id),
                                entry,
                                bytes(Long.toString(Math.max(interval, 0))))))
                .get(0);
        if (Long.valueOf(0).equals(size)) {
            return false;
        }
        Life after = lifeNow();
        // Who is moving the session to another id takes the turn along.
        if (after.state().equals("ended") || (after.hasMetadata() && !after.isMarked())) {
            return true;
        }
        // Who has ended the session has removed the list before the turn came or behind it. If behind, it went with the
        // session, and there is nothing to remove.
        Object removed = redis.fly("append", List.of(KeyCall.of(Script.KEY_WITHDRAW, keys.conversation(id), entry)))
                .get(0);
        return Long.valueOf(0).equals(removed);
    }

    /** The answer of {@code state.lua}, and whether there is metadata. */
    private record Life(List<?> record, boolean hasMetadata) {
        String state() {
            return text(record.get(0));
        }

        boolean isMarked() {
            return state().equals("ended") || state().equals("overdue");
        }
    }

    /**
     * As {@link #life}, and true for one moment. The two are asked at the same time, so metadata may have been there
     * before a logout and the record be gone behind it: without a record the metadata counts as it is after that.
     */
    private Life lifeNow() {
        Life life = life();
        if (life.state().equals("alive") || life.isMarked() || !life.hasMetadata()) {
            return life;
        }
        Object there = redis.fly("append", List.of(KeyCall.of(Command.EXISTS, keys.metadata(id))))
                .get(0);
        return new Life(life.record(), Long.valueOf(1).equals(there));
    }

    private Life life() {
        List<Object> answers = redis.fly(
                "append",
                List.of(KeyCalls.state(keys.attributes(id), records), KeyCall.of(Command.EXISTS, keys.metadata(id))));
        return new Life((List<?>) answers.get(0), Long.valueOf(1).equals(answers.get(1)));
    }
}
