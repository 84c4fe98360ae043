package org.abisession.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** All records of one server; one script looks at a page. */
final class ServerRecords implements SweptRecords {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final List<byte[]> defaults;
    private @Nullable KeyScan scan;

    ServerRecords(RedisConnections redis, SessionKeys keys, List<byte[]> defaults) {
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
        return pages == null || !pages.hasNext() ? Optional.empty() : Optional.of(SweptRecords.ids(keys, pages.next()));
    }

    @Override
    public List<SessionId> expired(List<SessionId> ids) {
        List<byte[]> checked = new ArrayList<>();
        ids.forEach(id -> checked.addAll(keys.all(id).subList(0, 2)));
        return ScriptReplies.at(Reply.of(redis.run(Script.EXPIRED, checked, defaults)), ids);
    }
}
