package org.abisession.redis;

import static org.abisession.redis.Records.text;
import static org.abisession.redis.SessionKeys.bytes;

import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.abisession.SessionId;
import org.abisession.SessionSnapshot;
import redis.clients.jedis.Protocol.Command;

/** Looks at sessions without an access: no expiry changes. On a cluster each key is asked for by itself. */
final class SessionPeek {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Records records;

    SessionPeek(RedisConnections redis, SessionKeys keys, Records records) {
        this.redis = redis;
        this.keys = keys;
        this.records = records;
    }

    /** Reads a session; empty if there is none, or its time is over. One round trip. */
    Optional<SessionSnapshot> peek(SessionId id) {
        return redis.isCluster() ? peekKeyByKey(id) : peekAtOnce(id);
    }

    private Optional<SessionSnapshot> peekAtOnce(SessionId id) {
        List<?> answer = (List<?>) redis.run(Script.PEEK, keys.all(id).subList(0, 2), records.defaults());
        return switch (text(answer.get(0))) {
            case "alive" ->
                Optional.of(
                        records.alive(id, records.metadata().bytes(id, answer.get(1)), (Long) answer.get(2), (List<?>)
                                answer.get(3)));
            case "adopted" -> Optional.of(records.adopted(id, answer.get(1), (Long) answer.get(2), Optional.empty()));
            default -> Optional.empty();
        };
    }

    private Optional<SessionSnapshot> peekKeyByKey(SessionId id) {
        List<Object> answers = redis.fly(
                "peek",
                List.of(
                        KeyCalls.state(keys.attributes(id), records),
                        KeyCall.of(Command.HGETALL, keys.attributes(id)),
                        KeyCall.of(Script.KEY_READ, keys.metadata(id), bytes("string"))));
        List<?> state = (List<?>) answers.get(0);
        List<?> metadata = (List<?>) answers.get(2);
        if (text(metadata.get(0)).equals("none")) {
            return Optional.empty();
        }
        Object stored = text(metadata.get(0)).equals("string") ? metadata.get(2) : List.of(bytes("no String"));
        long now = InstantSource.system().millis();
        return switch (text(state.get(0))) {
            case "alive" ->
                Optional.of(records.alive(
                        id, records.metadata().bytes(id, stored), now - (Long) state.get(2), (List<?>) answers.get(1)));
            case "none", "foreign" -> Optional.of(records.adopted(id, stored, now, Optional.empty()));
            default -> Optional.empty();
        };
    }

    /** Returns those of the sessions that have metadata, in their order. One flight. */
    Set<SessionId> living(List<SessionId> ids) {
        Set<SessionId> living = new LinkedHashSet<>();
        if (redis.isCluster()) {
            List<Object> answers = redis.fly(
                    "peek",
                    ids.stream()
                            .map(id -> KeyCall.of(Command.EXISTS, keys.metadata(id)))
                            .toList());
            for (int i = 0; i < ids.size(); i++) {
                if (Long.valueOf(1).equals(answers.get(i))) {
                    living.add(ids.get(i));
                }
            }
        } else {
            List<byte[]> names =
                    ids.stream().map(id -> bytes(keys.metadata(id))).toList();
            for (Object position : (List<?>) redis.run(Script.LIVING, names, List.of())) {
                living.add(ids.get(((Long) position).intValue()));
            }
        }
        return living;
    }
}
