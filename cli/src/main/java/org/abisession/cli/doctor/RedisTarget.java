package org.abisession.cli.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;

/** The Redis that the settings name, and the redis-cli commands that reach it. */
final class RedisTarget {
    private final SessionSettings settings;

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

    /**
     * Returns a redis-cli command, with host, port and TLS where they are not the default, and without the password.
     */
    String cli(String command) {
        StringBuilder out = new StringBuilder("redis-cli");
        if (redis().mode() == RedisEndpoint.Mode.STANDALONE) {
            out.append(first().host().equals("localhost") ? "" : " -h " + first().host());
            out.append(first().port() == 6379 ? "" : " -p " + first().port());
            out.append(redis().database() == 0 ? "" : " -n " + redis().database());
        }
        return out.append(redis().tls() ? " --tls " : " ").append(command).toString();
    }

    /** Returns how to change a setting of the server, for now and for its next start. */
    String config(String setting, String value) {
        return cli("CONFIG SET " + setting + " " + value) + ", and \"" + setting + " " + value + "\" in redis.conf";
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
