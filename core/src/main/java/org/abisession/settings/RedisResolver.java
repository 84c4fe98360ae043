package org.abisession.settings;

import static org.abisession.settings.Setting.REDIS_CA;
import static org.abisession.settings.Setting.REDIS_DB;
import static org.abisession.settings.Setting.REDIS_HOST;
import static org.abisession.settings.Setting.REDIS_PASSWORD;
import static org.abisession.settings.Setting.REDIS_PORT;
import static org.abisession.settings.Setting.REDIS_SENTINEL_PASSWORD;
import static org.abisession.settings.Setting.REDIS_SENTINEL_USERNAME;
import static org.abisession.settings.Setting.REDIS_TLS;
import static org.abisession.settings.Setting.REDIS_URL;
import static org.abisession.settings.Setting.REDIS_USERNAME;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.settings.RedisEndpoint.Mode;

/**
 * Resolves {@code redis-url} and the settings beside it to one endpoint.
 *
 * <p>Host and port come from the URL or from {@code redis-host} and {@code redis-port}, whichever stands
 * higher. If these do, the URL does not count at all: its password is for another server. If the URL
 * does, each of the other settings completes what it leaves out, and overrules it from a higher place.
 * Where both stand in one place they must agree. An empty user or password leaves the URL's as it is.
 */
final class RedisResolver {
    private final Values values;
    private final Optional<ConfiguredValue> urlFound;
    private final Optional<RedisUrl> url;
    private final List<ConfiguredValue> secrets = new ArrayList<>();

    private RedisResolver(Values values) {
        this.values = values;
        this.urlFound = values.find(REDIS_URL).filter(this::counts);
        this.url = urlFound.map(RedisUrl::parse);
    }

    static RedisEndpoint resolve(Values values) {
        return new RedisResolver(values).endpoint();
    }

    /** Returns true if nothing but shared names say where Redis is, and each says what {@code server} does. */
    static boolean isRepeated(Values values, HostPort server) {
        return Stream.of(REDIS_URL, REDIS_HOST, REDIS_PORT)
                .flatMap(setting -> values.find(setting).stream())
                .allMatch(found -> found.rank().isShared() && agrees(found, server));
    }

    private boolean counts(ConfiguredValue found) {
        Optional<ConfiguredValue> higher = Stream.of(REDIS_HOST, REDIS_PORT)
                .flatMap(s -> values.find(s).stream())
                .filter(f -> f.rank().overrules(found.rank()))
                .findFirst();
        higher.ifPresent(h -> values.note("redis-url of " + found.where() + " overruled by " + h.where()));
        return higher.isEmpty();
    }

    private RedisEndpoint endpoint() {
        urlFound.ifPresent(f -> values.came(f, url.orElseThrow().toString()));
        List<HostPort> nodes = url.map(this::nodesOfUrl).orElseGet(() -> List.of(hostAndPort()));
        Mode mode = url.map(RedisUrl::mode).orElse(Mode.STANDALONE);
        int database = resolve(REDIS_DB, RedisUrl::database, () -> values.integer(REDIS_DB, 0, Integer.MAX_VALUE));
        if (mode == Mode.CLUSTER && database != 0) {
            throw values.find(REDIS_DB)
                    .orElseThrow()
                    .invalid(
                            "must be 0 on Redis Cluster, which has no other database", "Set it to 0, or leave it out.");
        }
        boolean tls =
                resolve(REDIS_TLS, u -> u.tls() ? Optional.of(true) : Optional.empty(), () -> values.flag(REDIS_TLS));
        Optional<String> password = text(REDIS_PASSWORD, RedisUrl::password);
        Optional<String> username = text(REDIS_USERNAME, RedisUrl::username);
        if (password.isEmpty() && username.filter(u -> !u.equals("default")).isPresent()) {
            if (!isOfFramework(REDIS_USERNAME)) {
                throw userWithoutPassword();
            }
            username = Optional.empty(); // as the framework's own client does
        }
        RedisEndpoint endpoint = new RedisEndpoint(
                mode, nodes, url.flatMap(RedisUrl::master), sentinelLogin(mode), database, username, password, tls);
        secrets.forEach(secret -> SecretDestination.check(secret, destinations(), endpoint.address())
                .ifPresent(values::warn));
        return endpoint;
    }

    private RedisLogin sentinelLogin(Mode mode) {
        if (mode != Mode.SENTINEL) {
            values.noteNoEffect(REDIS_SENTINEL_USERNAME, "there are no sentinels");
            values.noteNoEffect(REDIS_SENTINEL_PASSWORD, "there are no sentinels");
            return RedisLogin.NONE;
        }
        Optional<String> password = text(REDIS_SENTINEL_PASSWORD, inUrl -> Optional.empty());
        Optional<String> username = text(REDIS_SENTINEL_USERNAME, inUrl -> Optional.empty());
        if (password.isEmpty() && username.isPresent()) {
            throw withoutPassword(values.find(REDIS_SENTINEL_USERNAME).orElseThrow(), REDIS_SENTINEL_PASSWORD);
        }
        return new RedisLogin(username, password);
    }

    /** Returns the settings that name the server and those who may have signed its certificate. */
    private Stream<ConfiguredValue> destinations() {
        Stream<ConfiguredValue> server = urlFound.isPresent()
                ? urlFound.stream()
                : Stream.of(REDIS_HOST, REDIS_PORT).flatMap(s -> values.find(s).stream());
        return Stream.concat(server, values.find(REDIS_CA).stream());
    }

    /** Returns the value of a setting that the URL may hold, too. */
    private <T> T resolve(Setting setting, Function<RedisUrl, Optional<T>> part, Supplier<T> own) {
        Optional<T> inUrl = url.flatMap(part);
        if (inUrl.isEmpty()) {
            return own.get();
        }
        ConfiguredValue urlAt = urlFound.orElseThrow();
        Optional<ConfiguredValue> beside = values.find(setting)
                .filter(f -> !f.value().isEmpty())
                .filter(f -> !urlAt.rank().overrules(f.rank()));
        if (beside.isEmpty()) {
            return inUrl.get();
        }
        T value = own.get();
        if (beside.get().rank() == urlAt.rank() && !value.equals(inUrl.get())) {
            throw contradiction(beside.get());
        }
        return value;
    }

    private Optional<String> text(Setting setting, Function<RedisUrl, Optional<String>> part) {
        String value = resolve(
                setting,
                part,
                () -> values.find(setting)
                        .map(f -> {
                            if (!f.value().isEmpty()) {
                                secrets.add(f);
                            }
                            values.came(f, f.value().isEmpty() ? "none" : setting.secret() ? "***" : f.value());
                            return f.value();
                        })
                        .orElse(""));
        return Optional.of(value).filter(v -> !v.isEmpty());
    }

    private HostPort hostAndPort() {
        String host = values.get(
                REDIS_HOST, h -> Optional.of(HostPort.withoutBrackets(h)).filter(HostPort::isHost));
        int port = values.get(REDIS_PORT, HostPort::port);
        return new HostPort(host, port);
    }

    private List<HostPort> nodesOfUrl(RedisUrl parsed) {
        for (Setting setting : List.of(REDIS_HOST, REDIS_PORT)) {
            Optional<ConfiguredValue> beside = values.find(setting)
                    .filter(f -> f.rank() == urlFound.orElseThrow().rank());
            if (beside.isPresent() && !agrees(beside.get(), parsed)) {
                throw contradiction(beside.get());
            }
        }
        return parsed.nodes();
    }

    private static boolean agrees(ConfiguredValue found, RedisUrl parsed) {
        return parsed.mode() == Mode.STANDALONE && agrees(found, parsed.nodes().get(0));
    }

    private static boolean agrees(ConfiguredValue found, HostPort server) {
        if (found.setting() == REDIS_URL) {
            RedisUrl url = RedisUrl.parse(found);
            return url.mode() == Mode.STANDALONE
                    && url.nodes().get(0).host().equalsIgnoreCase(server.host())
                    && url.nodes().get(0).port() == server.port();
        }
        return found.setting() == REDIS_HOST
                ? HostPort.withoutBrackets(found.value()).equalsIgnoreCase(server.host())
                : HostPort.port(found.value()).equals(Optional.of(server.port()));
    }

    private boolean isOfFramework(Setting setting) {
        return values.find(setting)
                .filter(found -> found.rank() == ConfiguredValue.Rank.FRAMEWORK)
                .isPresent();
    }

    private InvalidSettingException contradiction(ConfiguredValue beside) {
        return beside.invalid(
                "must not contradict " + REDIS_URL.fullName() + " in the same place ("
                        + urlFound.orElseThrow().where() + ")",
                "Remove one of the two.");
    }

    private InvalidSettingException userWithoutPassword() {
        ConfiguredValue user = values.find(REDIS_USERNAME)
                .filter(f -> !f.value().isEmpty())
                .or(() -> urlFound)
                .orElseThrow();
        return user.setting() == REDIS_URL
                ? user.invalid(
                        "must not name a user without a password",
                        "Write a password without a user as redis://:password@host, or set abi.session.redis-password.")
                : withoutPassword(user, REDIS_PASSWORD);
    }

    private static InvalidSettingException withoutPassword(ConfiguredValue user, Setting password) {
        return user.invalid(
                "must not be set without a password", "Set " + password.fullName() + ", or leave the user out.");
    }
}
