package org.abisession.redis;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.abisession.SessionStoreException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.BuilderFactory;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.CommandObject;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/**
 * One pass through the keys by SCAN, page by page: those of the one server, or of all primaries of a cluster, one after
 * the other. Replicas are not asked, since they have the keys of their primary again. For one thread.
 */
final class KeyScan {
    private final RedisConnections redis;
    private final ScanParams params;
    /** The nodes of a cluster that are still to be scanned. */
    private final Deque<HostAndPort> nodes = new ArrayDeque<>();

    private @Nullable String cursor = ScanParams.SCAN_POINTER_START;

    /** Begins a pass; on a cluster, over the nodes that are primaries now. */
    KeyScan(RedisConnections redis, ScanParams params) {
        this.redis = redis;
        this.params = params;
        if (redis.isCluster()) {
            nodes.addAll(redis.call("scan", unused -> redis.flights().primaries()));
        }
    }

    boolean hasNext() {
        return cursor != null;
    }

    /**
     * Returns the next page, which may be empty; a key may come twice.
     *
     * @throws SessionStoreException if it can't be read; the next call tries again
     */
    List<String> next() {
        String from = cursor;
        if (from == null) {
            return List.of();
        }
        HostAndPort node = nodes.peek();
        ScanResult<String> page;
        if (node == null) {
            page = redis.read("scan", pipeline -> pipeline.scan(from, params));
        } else {
            CommandArguments arguments =
                    new CommandArguments(Command.SCAN).add(from).addParams(params);
            page = redis.call(
                    "scan",
                    unused -> redis.flights().on(node, new CommandObject<>(arguments, BuilderFactory.SCAN_RESPONSE)));
        }
        if (page.isCompleteIteration()) {
            leaveNode();
        } else {
            cursor = page.getCursor();
        }
        return page.getResult();
    }

    /** Goes on with the next node. */
    void leaveNode() {
        nodes.poll();
        cursor = nodes.isEmpty() ? null : ScanParams.SCAN_POINTER_START;
    }
}
