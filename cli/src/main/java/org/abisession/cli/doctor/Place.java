package org.abisession.cli.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.abisession.settings.HostPort;
import org.abisession.settings.RedisEndpoint;
import org.abisession.settings.SessionSettings;

/** Where Redis is, and what to type to get there. */
final class Place {
    private final SessionSettings settings;

    Place(SessionSettings settings) {
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

    /** {@code redis-cli}, with host, port and TLS where they are not the default; never the password. */
    String cli(String command) {
        StringBuilder out = new StringBuilder("redis-cli");
        if (redis().mode() == RedisEndpoint.Mode.STANDALONE) {
            out.append(first().host().equals("localhost") ? "" : " -h " + first().host());
            out.append(first().port() == 6379 ? "" : " -p " + first().port());
            out.append(redis().database() == 0 ? "" : " -n " + redis().database());
        }
        return out.append(redis().tls() ? " --tls " : " ").append(command).toString();
    }

    /** A setting of the server, now and for its next start. */
    String config(String setting, String value) {
        return cli("CONFIG SET " + setting + " " + value) + ", and \"" + setting + " " + value + "\" in redis.conf";
    }

    /** Whether nobody but this machine can listen in. A name that can't be resolved counts as such: that is found later. */
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
