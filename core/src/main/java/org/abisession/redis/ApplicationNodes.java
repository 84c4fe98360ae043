package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.logging.OnceAMinute;
import org.abisession.redis.ScriptReplies.Announced;
import org.abisession.settings.SessionSettings;
import org.abisession.store.NodeAnnouncements;
import org.abisession.store.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.Protocol.Command;

/**
 * The nodes of one application, as they announce themselves in Redis: a Hash with a field for each node, which holds
 * for three intervals and is removed when the node stops.
 *
 * <pre>
 * HSET abi-session:nodes:shop &lt;name&gt; "1705314690123 1705310000000 &lt;what the node tells of itself&gt;"
 * </pre>
 *
 * <p>Safe for use by several threads.
 */
final class ApplicationNodes implements NodeAnnouncements {
    private static final Logger LOG = LoggerFactory.getLogger(ApplicationNodes.class);
    private static final Duration SHORTEST = Duration.ofSeconds(5);

    private final RedisConnections redis;
    private final RedisClock clock;
    private final byte[] key;
    private final byte[] name = bytes(SessionId.random().value().substring(0, 16));
    private final byte[] holds;
    private final OnceAMinute once = new OnceAMinute();
    private volatile String since = "";

    /**
     * Makes one of the application that the settings name; the connections stay the caller's to close. Each announcement
     * reads the clock.
     */
    ApplicationNodes(RedisConnections redis, RedisClock clock, SessionSettings settings) {
        this.redis = redis;
        this.clock = clock;
        this.key = bytes("abi-session:nodes" + (settings.hashTags() ? ":hash-tags:" : ":") + settings.app());
        Duration time = settings.sweepInterval().multipliedBy(3);
        this.holds = bytes(Long.toString((time.compareTo(SHORTEST) < 0 ? SHORTEST : time).toMillis()));
    }

    @Override
    public List<String> announce(String line) {
        Announced answer;
        try {
            answer = Announced.of(Reply.of(
                    redis.run(Script.ANNOUNCE, List.of(key), List.of(name, holds, bytes(since), bytes(line)))));
        } catch (SessionStoreUnavailableException e) {
            if (!RedisErrors.isNoPermission(e)) {
                throw e;
            }
            once.say(
                    "nodes",
                    "The user of Redis may not use the key " + SessionKeys.text(key)
                            + ", so it is not checked whether another"
                            + " application uses the name of this one. Allow it: ACL SETUSER <user> ~abi-session:*",
                    LOG::warn);
            return List.of();
        }
        clock.read(answer.now());
        since = answer.since();
        return answer.others();
    }

    @Override
    public void withdraw() {
        since = "";
        if (redis.isCluster()) {
            List<Object> unused = redis.fly("withdraw", List.of(KeyCall.of(Command.HDEL, SessionKeys.text(key), name)));
        } else {
            Optional<Long> unused = Optional.of(redis.call("withdraw", client -> client.hdel(key, name)));
        }
    }
}
