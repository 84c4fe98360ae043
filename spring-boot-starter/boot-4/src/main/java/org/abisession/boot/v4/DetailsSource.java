package org.abisession.boot.v4;

import java.util.List;
import java.util.Optional;
import org.abisession.boot.SpringRedis;
import org.abisession.boot.SpringRedis.Login;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/** Takes the address of Redis from a bean of connection details, unless that only repeats the properties. */
final class DetailsSource implements SpringRedis.Source {
    private static final String WHERE = "the bean DataRedisConnectionDetails";

    private final ObjectProvider<DataRedisConnectionDetails> details;

    DetailsSource(ObjectProvider<DataRedisConnectionDetails> details) {
        this.details = details;
    }

    @Override
    public Optional<SpringRedis> find() {
        return Optional.ofNullable(details.getIfAvailable())
                .filter(found -> !found.getClass().getSimpleName().startsWith("Properties"))
                .map(DetailsSource::redis);
    }

    private static SpringRedis redis(DataRedisConnectionDetails details) {
        Sentinel sentinel = details.getSentinel();
        Cluster cluster = details.getCluster();
        Standalone standalone = details.getStandalone();
        if (sentinel != null) {
            return SpringRedis.sentinel(
                            login(details, details.getSslBundle()),
                            addresses(sentinel.getNodes()),
                            sentinel.getMaster(),
                            sentinel.getDatabase(),
                            WHERE)
                    .withLoginOfSentinels(sentinel.getUsername(), sentinel.getPassword());
        }
        if (cluster != null) {
            return SpringRedis.cluster(login(details, details.getSslBundle()), addresses(cluster.getNodes()), WHERE);
        }
        if (details.getMasterReplica() != null) {
            throw SpringRedis.masterReplica(WHERE + " with a primary and replicas");
        }
        if (standalone != null) {
            return SpringRedis.standalone(
                    login(details, details.getSslBundle()),
                    standalone.getHost(),
                    standalone.getPort(),
                    standalone.getDatabase(),
                    WHERE);
        }
        throw new IllegalStateException(WHERE + " names no server");
    }

    private static Login login(DataRedisConnectionDetails details, @Nullable SslBundle bundle) {
        return new Login(details.getUsername(), details.getPassword(), bundle != null, bundle);
    }

    private static List<String> addresses(List<Node> nodes) {
        return nodes.stream()
                .map(node -> SpringRedis.node(node.host(), node.port()))
                .toList();
    }
}
