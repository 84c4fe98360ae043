package org.abisession.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of all settings. The defaults here are the ones in force: they go through the same parsing
 * as a configured value. {@code docs/settings.md} repeats the table, and a test compares the two.
 */
enum Setting {
    REDIS_URL(
            "redis-url",
            "REDIS_URL",
            "",
            "a URL such as redis://user:password@host:6379/0",
            "One text says it all, and it is what hosted Redis services hand out."),
    REDIS_HOST(
            "redis-host",
            "REDIS_HOST",
            "localhost",
            "the name or address of a host, without a port",
            "A Redis on the same machine needs no setting."),
    REDIS_PORT("redis-port", "REDIS_PORT", "6379", "a port from 1 to 65535", "Redis' own default."),
    REDIS_DB(
            "redis-db",
            "REDIS_DB",
            "0",
            "a database number from 0 to 2147483647, 0 on Redis Cluster",
            "Redis' own default, and the Python application's."),
    REDIS_USERNAME(
            "redis-username",
            "REDIS_USERNAME",
            "",
            "the name of a Redis ACL user",
            "Empty is the user `default`: a server with only a password has no other."),
    REDIS_PASSWORD(
            "redis-password",
            "REDIS_PASSWORD",
            "",
            "a password",
            "Empty means no password, as a local Redis has none; it is never printed."),
    REDIS_SENTINEL_USERNAME(
            "redis-sentinel-username",
            "REDIS_SENTINEL_USERNAME",
            "",
            "the name of an ACL user of the sentinels",
            "Empty is the user `default`, as for the servers."),
    REDIS_SENTINEL_PASSWORD(
            "redis-sentinel-password",
            "REDIS_SENTINEL_PASSWORD",
            "",
            "the password of the sentinels",
            "Empty means that they want none: they do not take the password of the servers."),
    REDIS_TLS(
            "redis-tls",
            "REDIS_TLS",
            "false",
            "true or false",
            "A local Redis speaks no TLS; `rediss://` switches it on, too."),
    REDIS_CA(
            "redis-ca",
            "REDIS_CA",
            "",
            "the path of a PEM file of certificates, with TLS only",
            "Empty are the authorities that the JVM trusts: hosted services have certificates of these."),
    REDIS_CLIENT_CERTIFICATE(
            "redis-client-certificate",
            "REDIS_CLIENT_CERTIFICATE",
            "",
            "the path of a PEM file of the node's certificate and those above it, with TLS only",
            "Empty is none: most servers ask for a password, not for a certificate."),
    REDIS_CLIENT_KEY(
            "redis-client-key",
            "REDIS_CLIENT_KEY",
            "",
            "the path of a PEM file of the private key of redis-client-certificate, not encrypted",
            "Empty is the file of redis-client-certificate, which may hold both."),
    CONNECT_TIMEOUT(
            "connect-timeout",
            null,
            "1s",
            "a positive duration such as 1s, in whole milliseconds, at most 60s",
            "Longer than any healthy network needs, short enough for a user who waits."),
    COMMAND_TIMEOUT(
            "command-timeout",
            null,
            "500ms",
            "a positive duration such as 500ms, in whole milliseconds, at most 60s",
            "A session command takes about a millisecond; a request thread must not hang on a server that does."),
    POOL_SIZE(
            "pool-size",
            null,
            "64",
            "a number of connections from 1 to 10000",
            "A connection is held for one command, not for a request: 64 serve hundreds of request threads, and"
                    + " 100 nodes stay under the 10000 clients that Redis admits by default."),
    DURABILITY(
            "durability",
            null,
            "none",
            "none, or wait(replicas,time) such as wait(1,100ms), of 1 to 100 replicas and a time from 1ms to less than"
                    + " command-timeout",
            "A single Redis has no replica to wait for; with replicas each write takes one more round trip between them."),
    NEAR_CACHE(
            "near-cache",
            null,
            "off",
            "off, or a duration such as 1s, in whole milliseconds, from 200ms to 10s",
            "Sessions that stay on one node are read without Redis; with it a node that dies may delay a change on another"
                    + " node by so long."),
    APP(
            "app",
            null,
            "",
            "at most 64 characters of A-Z a-z 0-9 . _ # -, and not metadata, conversation or attributes",
            "Empty is the context path without its first slash, each further slash written `#`: HttpSession is"
                    + " per application."),
    MAX_INACTIVE_INTERVAL(
            "max-inactive-interval",
            null,
            "24h",
            "a duration such as 30m, in whole seconds, at most 2147483647 s; 0 or less means never",
            "What the Python application uses; an application's own `<session-timeout>` comes before it."),
    EXPIRY_RETENTION(
            "expiry-retention",
            null,
            "5m",
            "a duration such as 5m, from 1s to 24h",
            "Listeners get the attributes of a session that timed out, even where its node needs minutes to"
                    + " restart."),
    SWEEP_INTERVAL(
            "sweep-interval",
            null,
            "30s",
            "a duration such as 30s, from 100ms to 1h, shorter than expiry-retention",
            "Several sweeps fit into the retention; one that is not set is never more than half of it."),
    SHARED_ATTRIBUTES(
            "shared-attributes",
            null,
            "",
            "attribute names, comma separated, or *",
            "What the Python application may read and write is for the application to say."),
    ALLOWED_CLASSES(
            "allowed-classes",
            null,
            "",
            "class names, patterns (com.acme.*, com.acme.**) and profiles (spring-security), comma separated",
            "Classes of the application are allowed already; every other one that is deserialized is an attack"
                    + " surface."),
    ZONE(
            "zone",
            null,
            "UTC",
            "a time zone such as UTC, Europe/Berlin or +02:00",
            "Python's `utcnow().isoformat()` names no zone; the same zone is right on every node."),
    MAX_ATTRIBUTE_BYTES(
            "max-attribute-bytes",
            null,
            "16m",
            "a number of bytes such as 65536, 512k or 16m, from 1k to 512m",
            "What a session is for takes some kilobytes, and every request that changes it sends it again."),
    MAX_SESSION_BYTES(
            "max-session-bytes",
            null,
            "64m",
            "a number of bytes such as 65536, 512k or 16m, from 1k to 2047m",
            "All attributes together are read by every request with the session."),
    UNSTORABLE_ATTRIBUTES(
            "unstorable-attributes",
            null,
            "auto",
            "auto, refuse or keep",
            "With auto they are refused where web.xml has `<distributable/>`, as the servlet specification allows for such"
                    + " applications only; else they stay with the session on their node."),
    ATTRIBUTE_KEY(
            "attribute-key",
            null,
            "",
            "keys such as 2026-11:<base64 of 32 bytes>, comma separated: the first encrypts, all decrypt",
            "Anyone who can read Redis can read values that are not encrypted; a key is for the operator to keep."),
    ATTRIBUTE_KEYS_FILE(
            "attribute-keys-file",
            null,
            "",
            "the path of a file with a key in each line, in place of attribute-key",
            "The file is read again when it has changed, so that keys change without a restart."),
    USER_ATTRIBUTE(
            "user-attribute",
            null,
            "",
            "the name of a session attribute",
            "The login of the container, of Spring Security and of Shiro is found without it; with it, this attribute alone"
                    + " says who the user is."),
    USER_NAMES(
            "user-names",
            null,
            "clear",
            "clear or hashed",
            "The login that the record keeps has the name, too; hashed keeps it out of the names of keys."),
    USER_NAMES_KEY(
            "user-names-key",
            null,
            "",
            "a secret of at least 16 characters, the same on every node, with user-names=hashed only",
            "A hash without a secret is undone by trying names; it is never printed."),
    MAX_SESSIONS_PER_USER(
            "max-sessions-per-user",
            null,
            "0",
            "a number from 0 to 10000; 0 means any number",
            "How many devices a user may have is for the application to say."),
    MAX_SESSIONS_EXCEEDED(
            "max-sessions-exceeded",
            null,
            "end-oldest",
            "end-oldest or refuse",
            "A user who has left a session on a lost device can still log in."),
    ABSOLUTE_TIMEOUT(
            "absolute-timeout",
            null,
            "0",
            "a duration such as 12h, in whole milliseconds, at most 3650d; 0 means none",
            "The servlet specification knows the time without a request only."),
    ABSOLUTE_TIMEOUT_FROM(
            "absolute-timeout-from",
            null,
            "creation",
            "creation or login",
            "Every session has a creation; counted from the login, a session without one has no such end."),
    ID_RENEWAL(
            "id-renewal",
            null,
            "0",
            "a duration such as 1h, in whole milliseconds, from 2m to 3650d; 0 means never",
            "A change of the id at the login is what counts; a program that knows an id, such as the Python application, has"
                    + " to hear of the new one."),
    ANONYMOUS_TIMEOUT(
            "anonymous-timeout",
            null,
            "0",
            "a duration such as 5m, in whole milliseconds, at most 24h; 0 means none",
            "A visitor who comes back after some minutes keeps the session, as the servlet specification says."),
    CLIENT_DETAILS(
            "client-details",
            null,
            "off",
            "on or off",
            "User agent and address of a login tell something of a person: the application says whether they are kept."),
    TAKE_OVER(
            "take-over",
            null,
            "none",
            "none, or spring-session, with its namespace and cookie where these are others than in"
                    + " spring-session(spring:session,SESSION)",
            "It costs a lookup for each request that has only the old cookie, and is needed while the old sessions live."),
    HASH_TAGS(
            "hash-tags",
            null,
            "false",
            "true or false",
            "The Python application writes plain key names; both applications must write the same."),
    ENV_FILE(
            "env-file",
            null,
            ".env",
            "the path of a file, or off",
            "The Python application reads its settings there; a file that is not there is no error unless it was"
                    + " named.");

    static final String PREFIX = "abi.session.";
    static final String ENVIRONMENT_PREFIX = "ABI_SESSION_";

    private final String shortName;
    private final @Nullable String sharedName;
    private final String defaultText;
    private final String rule;
    private final String reason;

    Setting(String shortName, @Nullable String sharedName, String defaultText, String rule, String reason) {
        this.shortName = shortName;
        this.sharedName = sharedName;
        this.defaultText = defaultText;
        this.rule = rule;
        this.reason = reason;
    }

    /** Returns the name that the adapters use: {@code redis-url}. */
    String shortName() {
        return shortName;
    }

    /** Returns the name in context parameters, system properties and messages: {@code abi.session.redis-url}. */
    String fullName() {
        return PREFIX + shortName;
    }

    /** Returns its own name in the environment: {@code ABI_SESSION_REDIS_URL}. */
    String environmentName() {
        return ENVIRONMENT_PREFIX + shortName.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** Returns the name in the environment that the Python application reads, too: {@code REDIS_URL}. */
    Optional<String> sharedName() {
        return Optional.ofNullable(sharedName);
    }

    /** Returns the default as it is written in a configuration; empty where there is none. */
    String defaultText() {
        return defaultText;
    }

    /** Returns what the value must be, with unit and bounds. Follows the words "must be". */
    String rule() {
        return rule;
    }

    /** Returns the reason for the default, one sentence. */
    String reason() {
        return reason;
    }

    /**
     * Returns whether the value must not be shown. A URL may hold a password, and one that is malformed may hold it
     * anywhere.
     */
    boolean secret() {
        return switch (this) {
            case REDIS_PASSWORD, REDIS_SENTINEL_PASSWORD, REDIS_URL, USER_NAMES_KEY, ATTRIBUTE_KEY -> true;
            default -> false;
        };
    }

    /** Returns whether an empty value means "none". Any other setting that is left empty counts as not set. */
    boolean emptyMeansNone() {
        return switch (this) {
            case REDIS_USERNAME,
                    REDIS_PASSWORD,
                    REDIS_SENTINEL_USERNAME,
                    REDIS_SENTINEL_PASSWORD,
                    SHARED_ATTRIBUTES,
                    ALLOWED_CLASSES -> true;
            default -> false;
        };
    }

    static Optional<Setting> byShortName(String name) {
        return all().filter(s -> s.shortName.equals(name)).findFirst();
    }

    static Stream<Setting> all() {
        return Arrays.stream(values());
    }
}
