package org.abisession.boot.v3;

import java.util.List;
import java.util.Optional;
import org.abisession.boot.SpringRedis;
import org.abisession.boot.SpringRedis.Login;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails.Cluster;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails.Node;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails.Sentinel;
import org.springframework.boot.autoconfigure.data.redis.RedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/** Takes the address of Redis from a bean of connection details, unless that only repeats the properties. */
final class DetailsSource implements SpringRedis.Source {
    private static final String WHERE = "the bean RedisConnectionDetails";

    private final ObjectProvider<RedisConnectionDetails> details;

    DetailsSource(ObjectProvider<RedisConnectionDetails> details) {
        this.details = details;
    }

    @Override
    public Optional<SpringRedis> find() {
        return Optional.ofNullable(details.getIfAvailable())
                .filter(found -> !found.getClass().getSimpleName().startsWith("Properties"))
                .map(DetailsSource::redis);
    }

    private static SpringRedis redis(RedisConnectionDetails details) {
        Sentinel sentinel = details.getSentinel();
        Cluster cluster = details.getCluster();
        Standalone standalone = details.getStandalone();
        if (sentinel != null) {
            return SpringRedis.sentinel(
                            login(details, sentinel.getSslBundle()),
                            addresses(sentinel.getNodes()),
                            sentinel.getMaster(),
                            sentinel.getDatabase(),
                            WHERE)
                    .withLoginOfSentinels(sentinel.getUsername(), sentinel.getPassword());
        }
        if (cluster != null) {
            return SpringRedis.cluster(login(details, cluster.getSslBundle()), addresses(cluster.getNodes()), WHERE);
        }
        if (standalone != null) {
            return SpringRedis.standalone(
                    login(details, standalone.getSslBundle()),
                    standalone.getHost(),
                    standalone.getPort(),
                    standalone.getDatabase(),
                    WHERE);
        }
        throw new IllegalStateException(WHERE + " names no server");
    }

    private static Login login(RedisConnectionDetails details, @Nullable SslBundle bundle) {
        return new Login(details.getUsername(), details.getPassword(), bundle != null, bundle);
    }

    private static List<String> addresses(List<Node> nodes) {
        return nodes.stream()
                .map(node -> SpringRedis.node(node.host(), node.port()))
                .toList();
    }
}
