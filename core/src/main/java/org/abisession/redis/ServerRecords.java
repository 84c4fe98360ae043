package org.abisession.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** All records of one server; one script looks at a page. */
final class ServerRecords implements SweptRecords {
    private final RedisConnections redis;
    private final SessionKeys keys;
    private final List<byte[]> defaults;
    private @Nullable String cursor;

    ServerRecords(RedisConnections redis, SessionKeys keys, List<byte[]> defaults) {
        this.redis = redis;
        this.keys = keys;
        this.defaults = defaults;
    }

    @Override
    public void begin() {
        cursor = ScanParams.SCAN_POINTER_START;
    }

    @Override
    public Optional<List<SessionId>> next() {
        String from = cursor;
        if (from == null) {
            return Optional.empty();
        }
        ScanParams params = SweptRecords.params(keys);
        ScanResult<String> page = redis.read("scan", pipeline -> pipeline.scan(from, params));
        cursor = page.isCompleteIteration() ? null : page.getCursor();
        return Optional.of(SweptRecords.ids(keys, page.getResult()));
    }

    @Override
    public List<SessionId> over(List<SessionId> ids) {
        List<byte[]> checked = new ArrayList<>();
        ids.forEach(id -> checked.addAll(keys.all(id).subList(0, 2)));
        return ScriptReplies.at(Reply.of(redis.run(Script.EXPIRED, checked, defaults)), ids);
    }
}
