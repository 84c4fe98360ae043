package org.abisession.boot;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.abisession.boot.SpringRedis.Login;
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
    /** Finds a query or a fragment; one with an @ is rather part of a password that is not encoded. */
    private static final Pattern QUERY = Pattern.compile("[?#][^@]*$");

    private final Binder binder;
    private final ObjectProvider<SslBundles> bundles;

    SpringRedisProperties(Environment environment, ObjectProvider<SslBundles> bundles) {
        this.binder = Binder.get(environment);
        this.bundles = bundles;
    }

    /** Returns the Redis of the properties; empty if none of them is set. */
    Optional<SpringRedis> find() {
        String bundleName = text("ssl.bundle");
        boolean tls = binder.bind(PREFIX + "ssl.enabled", Boolean.class).orElse(bundleName != null);
        Login login = new Login(text("username"), text("password"), tls, tls ? bundle(bundleName) : null);
        int database = number("database", 0);
        List<String> sentinels = list("sentinel.nodes");
        List<String> cluster = list("cluster.nodes");
        String url = text("url");
        if (!sentinels.isEmpty()) {
            String master = text("sentinel.master");
            if (master == null) {
                throw new SessionSettingsException(PREFIX + "sentinel.master must be set where " + PREFIX
                        + "sentinel.nodes is. Set it to the name of the master.");
            }
            SpringRedis.refuseLoginOfSentinels(
                    text("sentinel.username"), text("sentinel.password"), PREFIX + "sentinel.password");
            return Optional.of(SpringRedis.sentinel(login, sentinels, master, database, PREFIX + "sentinel.nodes"));
        }
        if (!cluster.isEmpty()) {
            return Optional.of(SpringRedis.cluster(login, cluster, PREFIX + "cluster.nodes"));
        }
        if (!list("masterreplica.nodes").isEmpty()) {
            throw SpringRedis.masterReplica(PREFIX + "masterreplica.nodes");
        }
        if (url != null) {
            return Optional.of(new SpringRedis(asSetting(url), tls, login.bundle(), PREFIX + "url"));
        }
        String host = text("host");
        return Stream.of("host", "port", "password", "database", "ssl.bundle", "ssl.enabled")
                .filter(name -> name.startsWith("ssl.") ? tls && text(name) != null : text(name) != null)
                .findFirst()
                .map(found -> SpringRedis.standalone(
                        login, host == null ? "localhost" : host, number("port", 6379), database, PREFIX + found));
    }

    /**
     * Returns a URL of Spring Boot's in the form of the setting: Spring Boot ignores a query and a fragment, and takes
     * what stands alone before the @ for the password.
     */
    private static String asSetting(String url) {
        return QUERY.matcher(url).replaceFirst("").replaceFirst("^(rediss?://)([^:/@]+@)", "$1:$2");
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

    private int number(String name, int otherwise) {
        return binder.bind(PREFIX + name, Integer.class).orElse(otherwise);
    }

    private List<String> list(String name) {
        return binder.bind(PREFIX + name, Bindable.listOf(String.class)).orElse(List.of());
    }
}
