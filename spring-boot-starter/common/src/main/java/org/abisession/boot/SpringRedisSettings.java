package org.abisession.boot;

import java.util.Optional;
import java.util.Set;
import org.abisession.boot.SpringRedis.Login;
import org.abisession.boot.SpringRedis.Server;
import org.abisession.settings.SettingsBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;

/**
 * Adds the Redis that Spring Boot has for the application's own use to the settings, where these name none. Where they
 * name it by nothing but variables that other programs read, too ({@code REDIS_HOST}), and the application has made its
 * properties of these ({@code ${REDIS_HOST}}), the properties hold for all that the variables leave out.
 */
final class SpringRedisSettings implements AutoCloseable {
    private static final Set<String> ADDRESS = Set.of("redis-url", "redis-host", "redis-port");

    private final ObjectProvider<SpringRedis.Source> sources;
    private final SpringRedisProperties properties;
    private final BundleFiles files = new BundleFiles();

    SpringRedisSettings(ObjectProvider<SpringRedis.Source> sources, SpringRedisProperties properties) {
        this.sources = sources;
        this.properties = properties;
    }

    void addTo(SettingsBuilder settings) {
        if (!settings.isAnySet(ADDRESS)) {
            find().ifPresent(redis -> addUrl(settings, redis));
        } else {
            properties.server().ifPresent(redis -> addIfRepeated(settings, redis));
        }
    }

    private Optional<SpringRedis> find() {
        return sources.orderedStream()
                .flatMap(source -> source.find().stream())
                .findFirst()
                .or(properties::find);
    }

    private void addUrl(SettingsBuilder settings, SpringRedis redis) {
        settings.defaultValue("redis-url", redis.url(), redis.where());
        if (!redis.login().hasPassword()) {
            add(settings, redis, "redis-username", redis.login().username()); // the password may be one of ours
        }
        Login sentinels = redis.sentinels();
        if (sentinels != null && sentinels.hasPassword()) { // a user without one is ignored, as by Spring Boot
            add(settings, redis, "redis-sentinel-username", sentinels.username());
            add(settings, redis, "redis-sentinel-password", sentinels.password());
        }
        addTls(settings, redis);
    }

    private void addIfRepeated(SettingsBuilder settings, SpringRedis redis) {
        Server server = redis.server();
        if (server == null || !settings.isAddressRepeated(server.address())) {
            return;
        }
        Login login = redis.login();
        add(settings, redis, "redis-host", server.host());
        add(settings, redis, "redis-port", Integer.toString(server.port()));
        add(settings, redis, "redis-db", Integer.toString(server.database()));
        add(settings, redis, "redis-username", login.username());
        add(settings, redis, "redis-password", login.password());
        addTls(settings, redis);
    }

    private void addTls(SettingsBuilder settings, SpringRedis redis) {
        if (redis.login().tls()) {
            add(settings, redis, "redis-tls", "true");
        }
        SslBundle bundle = redis.login().bundle();
        if (bundle != null) {
            files.authorities(bundle).ifPresent(file -> add(settings, redis, "redis-ca", file.toString()));
            files.clientCertificate(bundle)
                    .ifPresent(file -> add(settings, redis, "redis-client-certificate", file.toString()));
        }
    }

    private static void add(SettingsBuilder settings, SpringRedis redis, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            settings.defaultValue(name, value, redis.place(name));
        }
    }

    /** Deletes the files that the settings needed. */
    @Override
    public void close() {
        files.close();
    }
}
