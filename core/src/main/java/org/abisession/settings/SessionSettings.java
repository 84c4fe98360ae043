package org.abisession.settings;

import static org.abisession.settings.Setting.APP;
import static org.abisession.settings.Setting.COMMAND_TIMEOUT;
import static org.abisession.settings.Setting.CONNECT_TIMEOUT;
import static org.abisession.settings.Setting.DURABILITY;
import static org.abisession.settings.Setting.EXPIRY_RETENTION;
import static org.abisession.settings.Setting.HASH_TAGS;
import static org.abisession.settings.Setting.MAX_ATTRIBUTE_BYTES;
import static org.abisession.settings.Setting.MAX_INACTIVE_INTERVAL;
import static org.abisession.settings.Setting.MAX_SESSION_BYTES;
import static org.abisession.settings.Setting.POOL_SIZE;
import static org.abisession.settings.Setting.SHARED_ATTRIBUTES;
import static org.abisession.settings.Setting.SWEEP_INTERVAL;
import static org.abisession.settings.Setting.TAKE_OVER;
import static org.abisession.settings.Setting.UNSTORABLE_ATTRIBUTES;
import static org.abisession.settings.Setting.ZONE;

import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of one application, checked and with their defaults filled in. A {@link SettingsBuilder}
 * makes them of what stands in the configuration. An immutable value, safe for use by several threads;
 * {@link #toString} and {@link #origins} hold no secret.
 */
public final class SessionSettings {
    private static final Duration MILLISECOND = Duration.ofMillis(1);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private final RedisEndpoint redis;
    private final CurrentLogin login;
    private final CurrentLogin sentinelLogin;
    private final Supplier<List<X509Certificate>> redisAuthorities;
    private final Supplier<Optional<PrivateKeyEntry>> redisClientCertificate;
    private final Duration connectTimeout;
    private final Duration commandTimeout;
    private final int poolSize;
    private final Durability durability;
    private final Duration nearCache;
    private final String app;
    private final boolean appSet;
    private final boolean intervalSet;
    private final Duration maxInactiveInterval;
    private final Duration expiryRetention;
    private final Duration sweepInterval;
    private final List<String> sharedAttributes;
    private final List<String> allowedClasses;
    private final List<Class<?>> ownClasses;
    private final List<String> alsoAllowed;
    private final ZoneId zone;
    private final int maxAttributeBytes;
    private final int maxSessionBytes;
    private final boolean keepsUnstorable;
    private final Optional<SpringSessionStore> takeOver;
    private final boolean hashTags;
    private final UserSettings users;
    private final AttributeKeys attributeKeys;
    private final String origins;
    private final List<SettingOrigin> found;
    private final List<SettingWarning> warnings;

    SessionSettings(
            Values values,
            String contextPath,
            @Nullable String applicationName,
            @Nullable Duration applicationTimeout,
            boolean distributable,
            String timeoutPlace,
            List<Class<?>> ownClasses,
            List<String> alsoAllowed,
            Supplier<RedisEndpoint> currentEndpoint) {
        this.ownClasses = ownClasses;
        this.alsoAllowed = alsoAllowed;
        redis = RedisResolver.resolve(values);
        login = new CurrentLogin("Redis", redis, currentEndpoint, RedisEndpoint::login);
        sentinelLogin = new CurrentLogin("the sentinels", redis, currentEndpoint, RedisEndpoint::sentinelLogin);
        redisAuthorities = TlsFiles.authorities(values, redis.tls());
        redisClientCertificate = TlsFiles.client(values, redis.tls());
        connectTimeout = values.duration(CONNECT_TIMEOUT, MILLISECOND, LONGEST_WAIT);
        commandTimeout = values.duration(COMMAND_TIMEOUT, MILLISECOND, LONGEST_WAIT);
        poolSize = values.integer(POOL_SIZE, 1, 10_000);
        durability = values.get(DURABILITY, text -> Durability.parse(text, commandTimeout));
        app = ApplicationName.find(values, contextPath, applicationName);
        appSet = values.find(APP).isPresent();
        intervalSet = values.find(MAX_INACTIVE_INTERVAL).isPresent();
        maxInactiveInterval = interval(values, applicationTimeout, timeoutPlace);
        expiryRetention = values.duration(EXPIRY_RETENTION, Duration.ofSeconds(1), Duration.ofHours(24));
        sweepInterval = sweepInterval(values, expiryRetention);
        List<String> shared = values.list(SHARED_ATTRIBUTES, name -> true);
        sharedAttributes = shared.contains("*") ? List.of("*") : shared;
        nearCache = NearCacheSetting.of(values, redis.mode(), sharedAttributes);
        allowedClasses = AllowedClasses.of(values);
        zone = values.get(ZONE, SessionSettings::zone);
        maxAttributeBytes = values.bytes(MAX_ATTRIBUTE_BYTES, 1 << 10, 512 << 20);
        maxSessionBytes = values.bytes(MAX_SESSION_BYTES, 1 << 10, 2047 << 20);
        keepsUnstorable = values.get(UNSTORABLE_ATTRIBUTES, text -> keepsUnstorable(text, distributable));
        takeOver = values.get(TAKE_OVER, SpringSessionStore::parse).store();
        hashTags = values.flag(HASH_TAGS);
        users = UserSettings.of(values, redis.mode());
        attributeKeys = AttributeKeys.of(values);
        origins = values.origins();
        found = values.found();
        warnings = values.warnings();
    }

    /** Returns a builder that has read nothing yet. */
    public static SettingsBuilder builder() {
        return new SettingsBuilder();
    }

    /** Returns the defaults, for tests: Redis at localhost:6379, the root context, nothing read from anywhere. */
    public static SessionSettings defaults() {
        return builder().build();
    }

    private static Optional<Boolean> keepsUnstorable(String text, boolean distributable) {
        return switch (text) {
            case "auto" -> Optional.of(!distributable);
            case "keep" -> Optional.of(true);
            case "refuse" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Duration interval(Values values, @Nullable Duration applicationTimeout, String place) {
        if (values.find(MAX_INACTIVE_INTERVAL).isPresent() || applicationTimeout == null) {
            return values.get(
                    MAX_INACTIVE_INTERVAL, text -> Values.duration(text).flatMap(SessionSettings::wholeSeconds));
        }
        Duration interval = countable(applicationTimeout);
        values.came(MAX_INACTIVE_INTERVAL, interval.toString(), place);
        return interval;
    }

    /**
     * Returns the timeout of an application as HttpSession can count it: parts of a second are rounded up, and what is
     * longer than 68 years is that long.
     */
    private static Duration countable(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            return Duration.ZERO;
        }
        long seconds = Math.min(timeout.toSeconds(), Integer.MAX_VALUE - 1L);
        return Duration.ofSeconds(timeout.compareTo(Duration.ofSeconds(seconds)) > 0 ? seconds + 1 : seconds);
    }

    /**
     * Returns the duration if it is one of whole seconds: HttpSession counts in an int of seconds, where 0 means never.
     */
    private static Optional<Duration> wholeSeconds(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            return Optional.of(Duration.ZERO);
        }
        return Optional.of(duration).filter(d -> d.toNanosPart() == 0 && d.toSeconds() <= Integer.MAX_VALUE);
    }

    private static Duration sweepInterval(Values values, Duration retention) {
        Duration sweep = values.duration(SWEEP_INTERVAL, Duration.ofMillis(100), Duration.ofHours(1));
        Optional<ConfiguredValue> found = values.find(SWEEP_INTERVAL);
        Duration half = retention.dividedBy(2);
        if (found.isEmpty()) {
            return sweep.compareTo(half) < 0 ? sweep : half;
        }
        if (sweep.compareTo(retention) >= 0) {
            throw found.get()
                    .invalid(
                            "must be shorter than " + EXPIRY_RETENTION.fullName() + ", which is " + retention,
                            "Set it to at most half of that, or leave it out.");
        }
        return sweep;
    }

    private static Optional<ZoneId> zone(String text) {
        try {
            return Optional.of(ZoneId.of(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the Redis to connect to, and how to log in there. */
    public RedisEndpoint redis() {
        return redis;
    }

    /**
     * Returns the user and password for a new connection. Read anew each time from where it is set, so that a password
     * which has changed in the {@code .env} file is taken without a restart.
     */
    public RedisLogin currentLogin() {
        return login.get();
    }

    /** Returns the same for a new connection to a sentinel. */
    public RedisLogin currentSentinelLogin() {
        return sentinelLogin.get();
    }

    /**
     * Returns who may have signed the certificate of Redis; empty for the authorities that the JVM trusts. The file is
     * read anew each time, so that it can be changed without a restart.
     */
    public List<X509Certificate> redisAuthorities() {
        return redisAuthorities.get();
    }

    /**
     * Returns the certificate, and those above it, by which nodes identify themselves to Redis, with its key. Read anew
     * each time, as the authorities.
     */
    public Optional<PrivateKeyEntry> redisClientCertificate() {
        return redisClientCertificate.get();
    }

    /** Returns how long to wait for a connection: 1 ms to 60 s. */
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Returns how long to wait for the answer to a command: 1 ms to 60 s. */
    public Duration commandTimeout() {
        return commandTimeout;
    }

    /** Returns how many connections to hold at most: 1 to 10000. */
    public int poolSize() {
        return poolSize;
    }

    /** Returns how long a node may serve a session from its own copy, 200 ms to 10 s; empty if it keeps none. */
    public Optional<Duration> nearCache() {
        return Optional.of(nearCache).filter(lease -> !lease.isZero());
    }

    /** Returns how many replicas have to confirm a write. */
    public Durability durability() {
        return durability;
    }

    /**
     * Returns the name of the application in the keys of its attributes: empty for the root context, otherwise at most
     * 64 characters of {@code A-Z a-z 0-9 . _ # -}. Of a nested context path it is {@code outer#inner}, as Tomcat names
     * the WAR of such a path.
     */
    public String app() {
        return app;
    }

    /** Returns true if {@link #app} was set, and is no default that others may have, too. */
    public boolean isAppSet() {
        return appSet;
    }

    /**
     * Returns true if {@link #maxInactiveInterval} stands in a setting, which comes before what the application asks
     * for.
     */
    public boolean isMaxInactiveIntervalSet() {
        return intervalSet;
    }

    /**
     * Returns the time without a request after which a session ends, in whole seconds; {@link Duration#ZERO} for never.
     */
    public Duration maxInactiveInterval() {
        return maxInactiveInterval;
    }

    /** Returns how long the attributes of a session that has timed out are kept for its listeners: 1 s to 24 h. */
    public Duration expiryRetention() {
        return expiryRetention;
    }

    /**
     * Returns how often a node looks for sessions that timed out and whose node is gone: 100 ms to 1 h, shorter than
     * {@link #expiryRetention}. Unless set, it is at most half of that.
     */
    public Duration sweepInterval() {
        return sweepInterval;
    }

    /**
     * Returns the names of the attributes that live in the shared metadata; {@code *} alone for all that are plain
     * JSON.
     */
    public List<String> sharedAttributes() {
        return sharedAttributes;
    }

    /** Returns the classes that may be deserialized beside those of the application: names, patterns and profiles. */
    public List<String> allowedClasses() {
        return allowedClasses;
    }

    /**
     * Returns classes of the application itself, one of each place that it was packed into; empty if nobody named any.
     */
    public List<Class<?>> ownClasses() {
        return ownClasses;
    }

    /** Returns classes that may be deserialized without being set, as {@link #allowedClasses} would name them. */
    public List<String> alsoAllowed() {
        return alsoAllowed;
    }

    /** Returns the zone of times in metadata and conversation that name none. */
    public ZoneId zone() {
        return zone;
    }

    /** Returns the store from which sessions are taken over; empty if they are not. */
    public Optional<SpringSessionStore> takeOver() {
        return takeOver;
    }

    /** Returns how many bytes one attribute may take as it is stored: 1 KiB to 512 MiB. */
    public int maxAttributeBytes() {
        return maxAttributeBytes;
    }

    /** Returns how many bytes all attributes of a session may take as they are stored: 1 KiB to 2047 MiB. */
    public int maxSessionBytes() {
        return maxSessionBytes;
    }

    /** Returns true if an attribute that can't be stored stays with its session on the node; else it is refused. */
    public boolean keepsUnstorable() {
        return keepsUnstorable;
    }

    /** Returns whether key names have braces around the session id, for one slot of Redis Cluster. */
    public boolean hashTags() {
        return hashTags;
    }

    /** Returns who the user of a session is, and how many sessions one may have for how long. */
    public UserSettings users() {
        return users;
    }

    /** Returns the keys by which values of attributes are encrypted. */
    public AttributeKeys attributeKeys() {
        return attributeKeys;
    }

    /** Returns each setting that is not at its default and where it came from, on one line for the log. */
    public String origins() {
        return origins;
    }

    /** Returns each setting that is not at its default, without its value where that is secret. */
    public List<SettingOrigin> found() {
        return found;
    }

    /**
     * Returns the risks in these settings: a file that is open to others, a password that goes where it may be caught.
     */
    public List<SettingWarning> warnings() {
        return warnings;
    }

    /** Returns the address of Redis and the {@link #origins}. */
    @Override
    public String toString() {
        return "SessionSettings[" + redis.address() + "; " + origins + "]";
    }
}
