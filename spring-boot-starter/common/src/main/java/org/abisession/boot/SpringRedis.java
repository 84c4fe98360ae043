package org.abisession.boot;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.util.StringUtils;

/**
 * The Redis that Spring Boot has for the application's own use, as one URL.
 *
 * @param url with user and password, where there is a password; without TLS, unless it was written so
 * @param server the same in parts; null for sentinels and a cluster
 * @param sentinels how to log in to the sentinels; null without them
 * @param where for messages
 * @param places where single settings of ours were found, if that is another place
 */
public record SpringRedis(
        String url,
        Login login,
        @Nullable Server server,
        @Nullable Login sentinels,
        String where,
        Map<String, String> places) {
    SpringRedis(String url, Login login, @Nullable Server server, String where) {
        this(url, login, server, null, where, Map.of());
    }

    /**
     * Finds what takes the place of {@code spring.data.redis.*}: the bean that tells of a running container, for one.
     */
    public interface Source {
        /** Returns the Redis that Spring Boot would connect to; empty if it only repeats the properties. */
        Optional<SpringRedis> find();
    }

    /** Makes one for a single server. */
    public static SpringRedis standalone(Login login, String host, int port, int database, String where) {
        Server server = new Server(host, port, database);
        return new SpringRedis("redis://" + login.prefix() + server.address() + "/" + database, login, server, where);
    }

    /** Makes one for a master that sentinels know; nodes are {@code host:port}, and want no login. */
    public static SpringRedis sentinel(Login login, List<String> nodes, String master, int database, String where) {
        return new SpringRedis(
                "redis-sentinel://" + login.prefix() + String.join(",", nodes) + "/" + master + "/" + database,
                login,
                null,
                where);
    }

    /** Returns the same, with the user and the password of the sentinels, which may be null. */
    public SpringRedis withLoginOfSentinels(@Nullable String username, @Nullable String password) {
        return new SpringRedis(url, login, server, new Login(username, password, false, null), where, places);
    }

    /**
     * Returns the exception that refuses a primary and replicas which are named one by one, since a session is read
     * where it was written. It keeps the application from starting; its message has the next action.
     */
    public static IllegalStateException masterReplica(String where) {
        return new SessionSettingsException(where + " must not be set for sessions: they are read and written on the"
                + " primary alone. Set abi.session.redis-url to the primary, or to sentinels that know it.");
    }

    /** Makes one for a cluster; nodes are {@code host:port}. */
    public static SpringRedis cluster(Login login, List<String> nodes, String where) {
        return new SpringRedis("redis-cluster://" + login.prefix() + String.join(",", nodes), login, null, where);
    }

    /** Returns the address of a node, {@code host:port}. */
    public static String node(String host, int port) {
        return host(host) + ":" + port;
    }

    /** Returns the same, with where single settings of ours were found. */
    SpringRedis withPlaces(Map<String, String> found) {
        return new SpringRedis(url, login, server, sentinels, where, Map.copyOf(found));
    }

    /** Returns where what is taken for this setting of ours was found, for messages. */
    String place(String setting) {
        return places.getOrDefault(setting, where);
    }

    private static String host(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    /** Returns where the settings come from; the URL may hold a password. */
    @Override
    public String toString() {
        return where;
    }

    /** A single server. */
    record Server(String host, int port, int database) {
        /** Returns {@code host:port}, with brackets around an address of IPv6. */
        String address() {
            return node(host, port);
        }
    }

    /** User, password and encryption of the connections. */
    public record Login(
            @Nullable String username,
            @Nullable String password,
            boolean tls,
            @Nullable SslBundle bundle) {
        boolean hasPassword() {
            return StringUtils.hasLength(password);
        }

        String prefix() {
            if (password == null || password.isEmpty()) {
                return "";
            }
            return encode(username == null ? "" : username) + ":" + encode(password) + "@";
        }

        private static String encode(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }

        @Override
        public String toString() {
            return "Login";
        }
    }
}
