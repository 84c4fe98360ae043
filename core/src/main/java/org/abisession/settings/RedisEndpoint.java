package org.abisession.settings;

import java.util.List;
import java.util.Optional;

/** Where Redis is. */
public record RedisEndpoint(
        Mode mode,
        List<HostPort> nodes,
        Optional<String> sentinelMaster,
        int database,
        Optional<String> username,
        Optional<String> password,
        boolean tls) {
    /** How it is deployed. */
    public enum Mode {
        /** One server. */
        STANDALONE,
        /** Sentinels tell where it is. */
        SENTINEL,
        /** Cluster. */
        CLUSTER
    }

    /** A server. */
    public record HostPort(String host, int port) {}

    /** For messages. */
    public String address() {
        return nodes.get(0).host() + ":" + nodes.get(0).port();
    }
}
