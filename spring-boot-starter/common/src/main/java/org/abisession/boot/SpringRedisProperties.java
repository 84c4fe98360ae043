package org.abisession.boot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.abisession.boot.SpringRedis.Login;
import org.abisession.boot.SpringRedis.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;

/**
 * Reads where Redis is from {@code spring.data.redis.*}, as Spring Boot does: sentinels before a cluster before a
 * single server; a URL before host, port, user, password and database.
 */
final class SpringRedisProperties {
    private static final String PREFIX = "spring.data.redis.";
    /** The properties that a URL takes the place of, by the settings of ours. */
    private static final Map<String, String> PROPERTIES = Map.of(
            "redis-host", "host",
            "redis-port", "port",
            "redis-db", "database",
            "redis-username", "username",
            "redis-password", "password");

    private final Binder binder;
    private final ObjectProvider<SslBundles> bundles;

    SpringRedisProperties(Environment environment, ObjectProvider<SslBundles> bundles) {
        this.binder = Binder.get(environment);
        this.bundles = bundles;
    }

    /** Returns the Redis of the properties; empty if none of them is set. */
    Optional<SpringRedis> find() {
        return redis().map(redis -> redis.withPlaces(places()));
    }

    private Optional<SpringRedis> redis() {
        List<String> sentinels = list("sentinel.nodes");
        if (!sentinels.isEmpty()) {
            return Optional.of(sentinel(sentinels));
        }
        List<String> cluster = list("cluster.nodes");
        if (!cluster.isEmpty()) {
            return Optional.of(SpringRedis.cluster(login(url().orElse(null)), cluster, PREFIX + "cluster.nodes"));
        }
        if (!list("masterreplica.nodes").isEmpty()) {
            throw SpringRedis.masterReplica(PREFIX + "masterreplica.nodes");
        }
        return standalone();
    }

    private SpringRedis sentinel(List<String> nodes) {
        String master = text("sentinel.master");
        if (master == null) {
            throw new SessionSettingsException(PREFIX + "sentinel.master must be set where " + PREFIX
                    + "sentinel.nodes is. Set it to the name of the master.");
        }
        SpringRedisUrl url = url().orElse(null);
        return SpringRedis.sentinel(login(url), nodes, master, database(url), PREFIX + "sentinel.nodes")
                .withLoginOfSentinels(text("sentinel.username"), secret("sentinel.password"));
    }

    /**
     * Returns the single server that the properties name; empty where none of them is set, or sentinels or a cluster
     * are.
     */
    Optional<SpringRedis> server() {
        return standalone().map(redis -> redis.withPlaces(places()));
    }

    private Optional<SpringRedis> standalone() {
        if (Stream.of("sentinel.nodes", "cluster.nodes", "masterreplica.nodes")
                .anyMatch(name -> !list(name).isEmpty())) {
            return Optional.empty();
        }
        String text = text("url");
        if (text != null) {
            SpringRedisUrl url = SpringRedisUrl.parse(text).orElse(null);
            Server server = url == null ? null : new Server(url.host(), url.port(), url.database());
            return Optional.of(new SpringRedis(SpringRedisUrl.asSetting(text), login(url), server, PREFIX + "url"));
        }
        String host = text("host");
        return Stream.of("host", "port", "password", "username", "database", "ssl.bundle", "ssl.enabled")
                .filter(name -> name.startsWith("ssl.") ? isTls() && text(name) != null : text(name) != null)
                .findFirst()
                .map(found -> SpringRedis.standalone(
                        login(null),
                        host == null ? "localhost" : host,
                        number("port", 6379),
                        database(null),
                        PREFIX + found));
    }

    /** Returns the properties that are set, by the setting of ours that each is taken for; a URL comes before them. */
    private Map<String, String> places() {
        Map<String, String> places = new HashMap<>();
        boolean url = text("url") != null;
        PROPERTIES.forEach((setting, property) -> {
            if (url || text(property) != null) {
                places.put(setting, PREFIX + (url ? "url" : property));
            }
        });
        places.put("redis-sentinel-username", PREFIX + "sentinel.username");
        places.put("redis-sentinel-password", PREFIX + "sentinel.password");
        if (isTls()) {
            places.put("redis-tls", PREFIX + (text("ssl.enabled") == null ? "ssl.bundle" : "ssl.enabled"));
            places.put("redis-ca", PREFIX + "ssl.bundle");
            places.put("redis-client-certificate", PREFIX + "ssl.bundle");
        } else if (url) {
            places.put("redis-tls", PREFIX + "url");
        }
        return places;
    }

    /** Returns the URL; it has user, password and database also where sentinels or a cluster are named. */
    private Optional<SpringRedisUrl> url() {
        return Optional.ofNullable(text("url"))
                .map(text -> SpringRedisUrl.parse(text)
                        .orElseThrow(() -> new SessionSettingsException(PREFIX + "url must have the form"
                                + " redis://user:password@host:6379/0. Correct it, or leave it out.")));
    }

    private int database(@Nullable SpringRedisUrl url) {
        return url == null ? number("database", 0) : url.database();
    }

    private Login login(@Nullable SpringRedisUrl url) {
        boolean tls = isTls();
        SslBundle bundle = tls ? bundle(text("ssl.bundle")) : null;
        return url == null
                ? new Login(text("username"), secret("password"), tls, bundle)
                : new Login(url.username(), url.password(), tls || url.tls(), bundle);
    }

    private boolean isTls() {
        return binder.bind(PREFIX + "ssl.enabled", Boolean.class).orElseGet(() -> text("ssl.bundle") != null);
    }

    private @Nullable SslBundle bundle(@Nullable String name) {
        SslBundles all = bundles.getIfAvailable();
        if (name == null || all == null) {
            return null;
        }
        try {
            return all.getBundle(name);
        } catch (NoSuchSslBundleException e) {
            throw new SessionSettingsException(PREFIX + "ssl.bundle must name a bundle, was " + name
                    + ". Set spring.ssl.bundle.pem." + name + ".*.");
        }
    }

    private @Nullable String text(String name) {
        return binder.bind(PREFIX + name, String.class)
                .map(String::strip)
                .map(value -> value.isEmpty() ? null : value)
                .orElse(null);
    }

    /** Returns a password as it is: blanks around it belong to it. */
    private @Nullable String secret(String name) {
        String value = binder.bind(PREFIX + name, String.class).orElse("");
        return value.isEmpty() ? null : value;
    }

    private int number(String name, int otherwise) {
        return binder.bind(PREFIX + name, Integer.class).orElse(otherwise);
    }

    private List<String> list(String name) {
        return binder.bind(PREFIX + name, Bindable.listOf(String.class)).orElse(List.of());
    }
}
