package org.abisession.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Redis to connect to, and how to log in there. An immutable value; {@link #toString} and {@link #address} hold no
 * password.
 *
 * @param nodes the server, the sentinels, or some nodes of the cluster: at least one
 * @param sentinelMaster the master's name among the sentinels, there in mode SENTINEL only
 * @param sentinelLogin the user of the sentinels; without one and a password nobody logs in there
 * @param database 0 on a cluster
 * @param username the ACL user of the Redis servers; empty for {@code default}
 * @param password of that user; empty for none. A secret
 * @param tls whether connections are encrypted
 */
public record RedisEndpoint(
        Mode mode,
        List<HostPort> nodes,
        Optional<String> sentinelMaster,
        RedisLogin sentinelLogin,
        int database,
        Optional<String> username,
        Optional<String> password,
        boolean tls) {

    /** The kind of servers that the nodes are. */
    public enum Mode {
        /** One Redis server. */
        STANDALONE,
        /** Sentinels, which know the server that is master now. */
        SENTINEL,
        /** Nodes of a Redis Cluster, which know the others. */
        CLUSTER
    }

    /** Copies the nodes and checks that the components fit the mode. */
    public RedisEndpoint {
        nodes = List.copyOf(nodes);
        if (nodes.isEmpty() || (mode == Mode.STANDALONE && nodes.size() > 1)) {
            throw new IllegalArgumentException("nodes must be one for STANDALONE, else one or more, was " + nodes);
        }
        if ((mode == Mode.SENTINEL) != sentinelMaster.isPresent()) {
            throw new IllegalArgumentException("sentinelMaster must be there for SENTINEL and only then");
        }
        if (database < 0 || (mode == Mode.CLUSTER && database != 0)) {
            throw new IllegalArgumentException("database must not be negative, and 0 on CLUSTER, was " + database);
        }
    }

    /** Returns the user of the Redis servers, with its password. */
    RedisLogin login() {
        return new RedisLogin(username, password);
    }

    /**
     * Returns the address for messages: {@code localhost:6379}, {@code a:26379,b:26379 (sentinels of main)}, {@code
     * a:6379 (cluster)}.
     */
    public String address() {
        String list = nodes.stream().map(HostPort::toString).collect(Collectors.joining(","));
        return switch (mode) {
            case STANDALONE -> list;
            case SENTINEL -> list + " (sentinels of " + sentinelMaster.orElse("") + ")";
            case CLUSTER -> list + " (cluster)";
        };
    }

    /** Returns the components, without the password. */
    @Override
    public String toString() {
        return "RedisEndpoint[" + address() + ", database " + database
                + username.map(u -> ", user " + ConfiguredValue.printable(u)).orElse("")
                + (password.isPresent() ? ", with a password" : "")
                + (tls ? ", TLS" : "") + "]";
    }
}
