package org.abisession.boot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abisession.codec.AttributeCodec;
import org.abisession.node.FrameworkSetup;
import org.abisession.node.SessionNode;
import org.abisession.settings.ProcessText;
import org.abisession.settings.ServiceVariables;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SessionId;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Finds what the sessions of an application of Spring Boot take from it: its settings, its classes, its timeout. Knows
 * the sessions of this process once they are open. Safe for use by several threads.
 */
public final class BootSessions implements AutoCloseable {
    private static final String TIMEOUT = "server.servlet.session.timeout";
    private static final Duration BOOTS_DEFAULT = Duration.ofMinutes(30);

    private final ConfigurableEnvironment environment;
    private final OwnApplication application;
    private final SpringRedisSettings springRedis;
    private volatile Optional<String> userAttribute = Optional.empty();
    private final List<Supplier<Optional<SessionNode>>> nodes = new CopyOnWriteArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean serverServed;

    BootSessions(ConfigurableEnvironment environment, OwnApplication application, SpringRedisSettings springRedis) {
        this.environment = environment;
        this.application = application;
        this.springRedis = springRedis;
    }

    /** Makes one for an application with this environment and these beans. */
    static BootSessions of(ConfigurableEnvironment environment, ListableBeanFactory beans) {
        return new BootSessions(
                environment,
                new OwnApplication(beans),
                new SpringRedisSettings(
                        beans.getBeanProvider(SpringRedis.Source.class),
                        new SpringRedisProperties(environment, beans.getBeanProvider(SslBundles.class))));
    }

    /**
     * Checks all settings before the server starts: a message after it would be lost.
     *
     * @throws IllegalStateException if one is wrong; the application does not start, and the message has the next
     *     action
     */
    void check() {
        try {
            SettingsBuilder builder = SessionSettings.builder().fromProcess();
            additions(Optional.of(BOOTS_DEFAULT)).accept(builder);
            SessionSettings settings = builder.build();
            AttributeCodec.builder(BootSessions.class.getClassLoader())
                    .allowedClasses(settings.allowedClasses())
                    .build();
            userAttribute = settings.users().attribute();
        } catch (IllegalArgumentException e) {
            throw new SessionSettingsException(e);
        }
        boolean ssl = Binder.get(environment)
                .bind("server.servlet.session.tracking-modes", Bindable.setOf(String.class))
                .orElse(Set.of())
                .stream()
                .anyMatch("ssl"::equalsIgnoreCase);
        if (ssl) {
            throw new SessionSettingsException("server.servlet.session.tracking-modes must not be ssl: the ids of such"
                    + " sessions are not ours to make. Set it to cookie, or leave it out.");
        }
    }

    /** Checks the same for an embedded server, which the starter serves. */
    public void checkForServer() {
        serverServed = true;
        check();
    }

    /** Returns true if an embedded server has its sessions by the starter. */
    boolean isServerServed() {
        return serverServed;
    }

    /**
     * Refuses a setting by which the sessions of a user are not found by the name of Spring Security's login.
     *
     * @throws IllegalStateException if it is set; the application does not start, and the message has the next action
     */
    void refuseUserAttribute() {
        Stream.concat(
                        userAttribute.stream(),
                        openNodes().stream().flatMap(node -> node.settings().users().attribute().stream()))
                .findFirst()
                .ifPresent(attribute -> {
                    throw new SessionSettingsException("abi.session.user-attribute must not be set where Spring"
                            + " Security's maximumSessions is, was " + attribute + ": sessions are found by that"
                            + " attribute, and maximumSessions asks by the name of the login. Leave it out, or set"
                            + " abi.session.max-sessions-per-user in place of maximumSessions.");
                });
    }

    /**
     * Returns what is added to the settings of a server's sessions, after all that the server knows of them.
     *
     * @param timeout that of the server's factory; empty where the server is not Spring Boot's
     */
    Consumer<SettingsBuilder> additions(Optional<Duration> timeout) {
        return settings -> {
            settings.systemProperties(Map.of()); // Spring's environment has them, and takes more spellings
            settings.environment(ProcessText.environment().entrySet().stream()
                    .filter(variable -> !variable.getKey().startsWith("ABI_SESSION_")
                            || ServiceVariables.isOne(variable.getKey(), variable.getValue()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
            new EnvironmentSettings(environment).addTo(settings);
            application.addTo(settings);
            timeout.ifPresent(given -> settings.applicationTimeout(given, TIMEOUT));
            springRedis.addTo(settings);
        };
    }

    /**
     * Returns what the sessions of an embedded server take from Spring Boot.
     *
     * @param timeout returns that of the server's factory, when the sessions are opened
     */
    public FrameworkSetup setup(Supplier<Duration> timeout) {
        return new BootSetup(this, () -> Optional.of(timeout.get()));
    }

    /** Takes note of sessions of this process, which may not be open yet. */
    public void add(Supplier<Optional<SessionNode>> node) {
        nodes.add(node);
        listeners.forEach(Runnable::run);
    }

    /** Registers what is to be done when sessions were added. */
    void onAdded(Runnable listener) {
        listeners.add(listener);
    }

    /** Returns the session nodes of this process that are open. */
    public List<SessionNode> openNodes() {
        return nodes.stream().flatMap(node -> node.get().stream()).distinct().toList(); // a server may start twice
    }

    /** Deletes the files that the settings needed. */
    @Override
    public void close() {
        springRedis.close();
    }

    /** Returns an id as Spring Security knows it, without a route; empty if it is none. */
    static Optional<SessionId> id(String sessionId) {
        return SessionId.parse(SessionId.withoutRoute(sessionId));
    }
}
