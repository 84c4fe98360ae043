package org.abisession.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.abisession.settings.ConfiguredValue.Rank;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the places where settings stand and makes {@link SessionSettings} of them. Which place wins, first
 * to last: {@link #adapter}, {@link #contextParams}, {@link #systemProperties}, {@link #environment}, the
 * {@code .env} file in the {@link #workingDirectory}, the default. A place that is not given is not read.
 * Within the environment and the file {@code ABI_SESSION_REDIS_HOST} wins over {@code REDIS_HOST}.
 *
 * <p>A setting that is left empty counts as not set, but for those where empty means "none": user,
 * password and the lists. Not safe for use by several threads.
 */
public final class SettingsBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsBuilder.class);
    /** The warnings that were logged already: all applications of a server have the same. */
    private static final Set<SettingWarning> LOGGED = ConcurrentHashMap.newKeySet();

    private final Map<String, String> adapter = new LinkedHashMap<>();
    private final Map<String, String> commandLine = new LinkedHashMap<>();
    private Map<String, String> contextParams = Map.of();
    private Map<String, String> systemProperties = Map.of();
    private Map<String, String> environment = Map.of();
    private @Nullable Path workingDirectory;
    private String contextPath = "";
    private @Nullable String applicationName;
    private @Nullable Duration applicationTimeout;
    private boolean distributable = true;
    private String timeoutPlace = "WEB-INF/web.xml <session-timeout>";
    private final List<PlacedValue> properties = new ArrayList<>();
    private final List<PlacedValue> defaults = new ArrayList<>();
    private List<Class<?>> ownClasses = List.of();
    private List<String> alsoAllowed = List.of();

    SettingsBuilder() {}

    /**
     * Adds an attribute of the session manager, by its name without a prefix: {@code redis-url} or {@code
     * redisUrl}; the later of two wins.
     */
    public SettingsBuilder adapter(String name, String value) {
        put(adapter, name, value);
        return this;
    }

    /** Adds an option of a tool's command line, named as for {@link #adapter} and of the same rank. */
    public SettingsBuilder commandLine(String name, String value) {
        put(commandLine, name, value);
        return this;
    }

    /**
     * Adds a property of the application's own configuration, of the same rank as {@link #adapter}.
     *
     * @param where for messages, such as {@code abi.session.redis-url in application.yml}
     */
    public SettingsBuilder property(String name, String value, String where) {
        properties.add(new PlacedValue(name, value, where));
        return this;
    }

    /** Adds a value that holds where no other place has the setting; {@code where} is for messages. */
    public SettingsBuilder defaultValue(String name, String value, String where) {
        defaults.add(new PlacedValue(name, value, where));
        return this;
    }

    /**
     * Takes classes of the application itself, one of each place that it was packed into: all that lies beside them
     * is the application's own, too.
     */
    public SettingsBuilder ownClasses(Collection<Class<?>> examples) {
        ownClasses = List.copyOf(examples);
        return this;
    }

    /**
     * Sets what is allowed without being configured, as {@code allowed-classes} would name it: what the framework that
     * the application is built on keeps in a session, and packages that are the application's own wherever they lie.
     */
    public SettingsBuilder alsoAllowed(Collection<String> patterns) {
        alsoAllowed = List.copyOf(patterns);
        return this;
    }

    /** Returns the names of all settings, without a prefix. */
    public static List<String> names() {
        return Setting.all().map(Setting::shortName).toList();
    }

    private static void put(Map<String, String> place, String name, String value) {
        String setting = UnknownNames.kebab(name);
        place.keySet().removeIf(n -> UnknownNames.kebab(n).equals(setting));
        place.put(name, value);
    }

    /** Takes the application's context parameters; only those that begin with {@code abi.session.} are read. */
    public SettingsBuilder contextParams(Map<String, String> params) {
        contextParams = new TreeMap<>(params);
        return this;
    }

    /** Does the same with the parameters of a {@code ServletContext}: their names, and the method that returns a value. */
    public SettingsBuilder contextParams(Enumeration<String> names, UnaryOperator<@Nullable String> values) {
        Map<String, String> params = new TreeMap<>();
        Collections.list(names).forEach(name -> params.put(name, values.apply(name)));
        return contextParams(params);
    }

    /** Takes system properties; only those that begin with {@code abi.session.} are read. */
    public SettingsBuilder systemProperties(Map<String, String> properties) {
        systemProperties = new TreeMap<>(properties);
        return this;
    }

    /** Takes system properties; only those that begin with {@code abi.session.} are read. */
    public SettingsBuilder systemProperties(Properties properties) {
        Map<String, String> copy = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> copy.put(name, properties.getProperty(name, "")));
        systemProperties = copy;
        return this;
    }

    /** Takes environment variables; only {@code ABI_SESSION_*} and the {@code REDIS_*} ones of settings are read. */
    public SettingsBuilder environment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
        return this;
    }

    /** Takes the directory in which the {@code .env} file is looked for; without one it is not. */
    public SettingsBuilder workingDirectory(Path directory) {
        workingDirectory = directory;
        return this;
    }

    /** Takes the system properties, the environment and the working directory of this process. */
    public SettingsBuilder fromProcess() {
        systemProperties(System.getProperties());
        environment(ProcessText.environment());
        return workingDirectory(Path.of("").toAbsolutePath());
    }

    /**
     * Sets where an application is: the default of the setting {@code app} is another one for every other application
     * of its server.
     *
     * @param host the virtual host; empty for the server's default one
     * @param path the context path; empty or {@code /} for the root
     */
    public SettingsBuilder application(String host, String path) {
        contextPath = path;
        applicationName = ApplicationName.of(host, path);
        return this;
    }

    /** Takes the context path, empty or {@code /} for the root: the default of the setting {@code app}. */
    public SettingsBuilder app(String path) {
        contextPath = path;
        return this;
    }

    /**
     * Takes the timeout that the application or its framework asks for, in its web.xml or by code; zero or less means
     * never, {@code null} that there is none.
     */
    public SettingsBuilder applicationTimeout(@Nullable Duration timeout) {
        applicationTimeout = timeout;
        return this;
    }

    /**
     * Takes whether the application's web.xml has {@code <distributable/>}; without this call it counts as if it had.
     */
    public SettingsBuilder distributable(boolean isDistributable) {
        distributable = isDistributable;
        return this;
    }

    /** Takes a timeout that stands elsewhere; {@code where} is for messages. */
    public SettingsBuilder applicationTimeout(Duration timeout, String where) {
        timeoutPlace = where;
        return applicationTimeout(timeout);
    }

    /**
     * Reads the {@code .env} file and resolves and checks all settings. Risks that are in valid settings go to the log,
     * each once.
     *
     * @throws InvalidSettingException if a name is unknown (the message lists all of these), a value breaks
     *     its rule, two values contradict each other, or the file can't be read
     */
    public SessionSettings build() {
        Supplier<Values> places = places();
        SessionSettings settings = new SessionSettings(
                places.get(),
                contextPath,
                applicationName,
                applicationTimeout,
                distributable,
                timeoutPlace,
                ownClasses,
                alsoAllowed,
                () -> RedisResolver.resolve(places.get()));
        settings.warnings().stream().filter(LOGGED::add).forEach(warning -> LOG.warn("{}", warning));
        return settings;
    }

    /**
     * Returns true if a place given until now has one of these settings. Nothing is resolved or checked, so it can be
     * asked before all places are given.
     *
     * @throws InvalidSettingException if a name is unknown, or the {@code .env} file can't be read
     */
    public boolean isAnySet(Set<String> settings) {
        Values values = places().get();
        return Setting.all()
                .filter(setting -> settings.contains(setting.shortName()))
                .anyMatch(setting -> values.find(setting).isPresent());
    }

    /**
     * Returns true if the variables that other programs read, too ({@code REDIS_URL}, {@code REDIS_HOST}, {@code
     * REDIS_PORT}), are all that says where Redis is, and say nothing else than this address: a framework that has the
     * address may have it from there.
     *
     * @param address of a single server, {@code host:port}
     * @throws InvalidSettingException if a name is unknown, the URL is none, or the {@code .env} file can't be read
     */
    public boolean isAddressRepeated(String address) {
        HostPort server = HostPort.parse(address, 6379);
        return server != null && RedisResolver.isRepeated(places().get(), server);
    }

    /** Returns what reads the places given until now; it reads the file anew each time. */
    private Supplier<Values> places() {
        Map<String, String> ofCommandLine = new LinkedHashMap<>(commandLine);
        Map<String, String> ofAdapter = new LinkedHashMap<>(adapter);
        Map<String, String> ofContext = contextParams;
        Map<String, String> ofSystem = systemProperties;
        Map<String, String> ofEnvironment = environment;
        Path directory = workingDirectory;
        List<PlacedValue> ofProperties = List.copyOf(properties);
        List<PlacedValue> ofDefaults = List.copyOf(defaults);
        return () -> {
            Sources sources = new Sources();
            sources.readPlaced(ofProperties, Rank.ADAPTER);
            sources.readCommandLine(ofCommandLine);
            sources.readAdapter(ofAdapter);
            sources.readPrefixed(ofContext, Rank.CONTEXT_PARAM, "<context-param>");
            sources.readPrefixed(ofSystem, Rank.SYSTEM_PROPERTY, "system property");
            sources.readEnvironment(ofEnvironment);
            EnvFile.readInto(sources, directory);
            sources.readPlaced(ofDefaults, Rank.FRAMEWORK);
            sources.throwIfUnknown();
            return new Values(sources);
        };
    }
}
