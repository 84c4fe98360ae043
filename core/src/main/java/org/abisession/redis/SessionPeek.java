package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.redis.ClusterReplies.Copy;
import org.abisession.redis.ClusterReplies.CopyType;
import org.abisession.redis.ClusterReplies.State;
import org.abisession.redis.ScriptReplies.Loaded;
import org.abisession.redis.ScriptReplies.MetadataReply;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;
import redis.clients.jedis.Protocol.Command;

/** Looks at sessions without an access: no expiry changes. On a cluster each key is asked for by itself. */
final class SessionPeek {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final Records records;
    private final RenewedIds renewals;
    private final InstantSource clock;

    SessionPeek(RedisConnections redis, SessionKeys keys, Records records, RenewedIds renewals, InstantSource clock) {
        this.renewals = renewals;
        this.clock = clock;
        this.redis = redis;
        this.keys = keys;
        this.records = records;
    }

    /** Reads a session; empty if there is none, or it has expired. One round trip. */
    Optional<SessionSnapshot> peek(SessionId id) {
        return redis.isCluster() ? peekKeyByKey(id) : peekAtOnce(id);
    }

    private Optional<SessionSnapshot> peekAtOnce(SessionId id) {
        return peekAtOnce(id, true);
    }

    private Optional<SessionSnapshot> peekAtOnce(SessionId id, boolean follow) {
        List<byte[]> named = new ArrayList<>(keys.all(id).subList(0, 2));
        if (follow) {
            named.addAll(renewals.keyOf(id));
        }
        Reply answer = Reply.of(redis.run(Script.PEEK, named, records.defaults()));
        Loaded found = Loaded.of(answer, Optional.empty());
        return switch (found.status()) {
            case ALIVE -> Optional.of(records.alive(id, found.metadata(), found.accessed(), found.fields(), Map.of()));
            case ADOPTED ->
                found.metadata().map(metadata -> records.adopted(id, metadata, found.accessed(), Optional.empty()));
            case RENEWED -> renewals.follow(id, found, newId -> peekAtOnce(newId, false));
            case NONE, EXPIRED, ELSEWHERE, REFUSED -> Optional.empty();
        };
    }

    private Optional<SessionSnapshot> peekKeyByKey(SessionId id) {
        List<Reply> answers = Reply.all(redis.fly(
                "peek",
                List.of(
                        KeyCalls.state(keys.attributes(id), records),
                        KeyCall.of(Command.HGETALL, keys.attributes(id)),
                        KeyCall.of(Script.KEY_READ, keys.metadata(id), bytes("string")))));
        State state = State.of(answers.get(0));
        Copy metadata = Copy.of(answers.get(2));
        if (metadata.type() == CopyType.NONE) {
            return Optional.empty();
        }
        MetadataReply stored = metadata.type() == CopyType.STRING
                ? new MetadataReply(metadata.values().get(0), Optional.empty())
                : new MetadataReply(new byte[0], Optional.of("no String"));
        long now = clock.millis();
        return switch (state.state()) {
            case ALIVE ->
                Optional.of(records.alive(
                        id,
                        Optional.of(stored),
                        now - state.idle().orElse(0L),
                        answers.get(1).fields(),
                        Map.of()));
            case NONE, FOREIGN -> Optional.of(records.adopted(id, stored, now, Optional.empty()));
            case ENDED, OVERDUE, EXPIRED -> Optional.empty();
        };
    }

    /**
     * Returns those of the sessions that have metadata, in their order. One flight.
     *
     * @param renewed whether an id counts that leads to a session, since it was renewed
     */
    Set<SessionId> living(List<SessionId> ids, boolean renewed) {
        Set<SessionId> living = new LinkedHashSet<>();
        if (redis.isCluster()) {
            List<Reply> answers = Reply.all(redis.fly(
                    "peek",
                    ids.stream()
                            .map(id -> KeyCall.of(Command.EXISTS, keys.metadata(id)))
                            .toList()));
            for (int i = 0; i < ids.size(); i++) {
                if (answers.get(i).isOne()) {
                    living.add(ids.get(i));
                }
            }
        } else {
            List<byte[]> names = new ArrayList<>();
            ids.forEach(id -> names.add(bytes(keys.metadata(id))));
            if (renewed) {
                ids.forEach(id -> names.addAll(renewals.keyOf(id)));
            }
            List<byte[]> count = List.of(bytes(Integer.toString(ids.size())));
            living.addAll(ScriptReplies.at(Reply.of(redis.run(Script.LIVING, names, count)), ids));
        }
        return living;
    }
}
