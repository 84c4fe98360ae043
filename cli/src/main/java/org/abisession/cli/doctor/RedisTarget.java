package org.abisession.cli.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;
import org.jspecify.annotations.Nullable;

/** The Redis that the settings name, and the redis-cli commands that reach it. */
final class RedisTarget {
    private final SessionSettings settings;
    private volatile @Nullable HostPort primary;

    RedisTarget(SessionSettings settings) {
        this.settings = settings;
    }

    SessionSettings settings() {
        return settings;
    }

    RedisEndpoint redis() {
        return settings.redis();
    }

    HostPort first() {
        return redis().nodes().get(0);
    }

    String user() {
        return redis().username().orElse("default");
    }

    /** Notes which server is the primary of the sentinels: commands are for that one from now on. */
    void primaryIs(HostPort server) {
        primary = server;
    }

    /**
     * Returns a redis-cli command, with host, port and TLS where they are not the default, and without the password.
     */
    String cli(String command) {
        HostPort known = primary;
        HostPort server = known == null ? first() : known;
        StringBuilder out = new StringBuilder("redis-cli");
        out.append(redis().mode() == RedisEndpoint.Mode.CLUSTER ? " -c" : "");
        out.append(server.host().equals("localhost") ? "" : " -h " + server.host());
        out.append(server.port() == 6379 ? "" : " -p " + server.port());
        out.append(redis().database() == 0 ? "" : " -n " + redis().database());
        return out.append(tls()).append(' ').append(command).toString();
    }

    /** Returns the options for TLS: redis-cli trusts the authorities of the system unless it is given a file. */
    private String tls() {
        if (!redis().tls()) {
            return "";
        }
        Optional<String> certificate = file("redis-client-certificate");
        return " --tls"
                + file("redis-ca")
                        .map(authorities -> " --cacert " + authorities)
                        .orElse("")
                + certificate.map(own -> " --cert " + own).orElse("")
                + file("redis-client-key")
                        .or(() -> certificate)
                        .map(key -> " --key " + key)
                        .orElse("");
    }

    private Optional<String> file(String setting) {
        return settings.found().stream()
                .filter(origin -> origin.name().equals(setting))
                .map(origin -> quoted(origin.shown()))
                .findFirst();
    }

    private static String quoted(String file) {
        return file.matches("[A-Za-z0-9_./-]+") ? file : "'" + file.replace("'", "'\\''") + "'";
    }

    /** Returns the same for a command that changes a server; on a cluster, it changes each server. */
    String change(String command) {
        return redis().mode() == RedisEndpoint.Mode.CLUSTER
                ? "redis-cli" + tls() + " --cluster call " + first() + " " + command
                : cli(command);
    }

    /** Returns how to change a setting of the server, for now and for its next start. */
    String config(String setting, String value) {
        return change("CONFIG SET " + setting + " " + value) + ", and \"" + setting + " " + value + "\" in redis.conf";
    }

    /**
     * Returns whether the connection stays on this machine. A name that can't be resolved counts as such: that is found
     * later.
     */
    boolean isLocal() {
        return redis().nodes().stream().allMatch(node -> {
            try {
                return InetAddress.getByName(node.host()).isLoopbackAddress();
            } catch (UnknownHostException e) {
                return true;
            }
        });
    }
}
