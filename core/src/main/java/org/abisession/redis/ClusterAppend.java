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
        List<?> record = life();
        if (record.isEmpty() || text(record.get(0)).equals("expired")) {
            return false;
        }
        long interval = record.size() > 1
                ? (Long) record.get(1)
                : records.defaultInterval().toMillis();
        redis.fly(
                "append",
                List.of(KeyCall.of(
                        Script.KEY_APPEND, keys.conversation(id), entry, bytes(Long.toString(Math.max(interval, 0))))));
        if (!life().isEmpty()) {
            return true;
        }
        // Who ended the session has removed the list before or behind it. If behind, the turn went with the session.
        Object removed = redis.fly(
                        "append", List.of(KeyCall.once(Command.LREM, keys.conversation(id), bytes("-1"), entry)))
                .get(0);
        return Long.valueOf(0).equals(removed);
    }

    /** The answer of {@code state.lua}; empty if there is no session. */
    private List<?> life() {
        List<Object> answers = redis.fly(
                "append",
                List.of(KeyCalls.state(keys.attributes(id), records), KeyCall.of(Command.EXISTS, keys.metadata(id))));
        List<?> record = (List<?>) answers.get(0);
        String state = text(record.get(0));
        boolean ended = state.equals("ended") || state.equals("overdue");
        return ended || Long.valueOf(0).equals(answers.get(1)) ? List.of() : record;
    }
}
