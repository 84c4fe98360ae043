package org.abisession.node;

import java.lang.reflect.Proxy;
import java.util.Objects;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.store.SessionRepository;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Two nodes of an application, new for each test. What the first one sends to Redis is counted. */
final class TwoNodes implements BeforeEachCallback, AfterEachCallback {
    private final RedisExtension redis;
    private final String[] settings;
    private @Nullable RespProxy proxy;
    private @Nullable SessionNode here;
    private @Nullable SessionNode there;

    /** Makes two nodes with settings: names and values in turn. */
    TwoNodes(RedisExtension redis, String... settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /** One node with settings, names and values in turn, for the caller to close. */
    static SessionNode open(String uri, String... settings) {
        SettingsBuilder builder = SessionSettings.builder().adapter("redis-url", uri);
        for (int i = 0; i < settings.length; i += 2) {
            builder.adapter(settings[i], settings[i + 1]);
        }
        ClassLoader loader = TwoNodes.class.getClassLoader();
        return SessionNode.open(builder.build(), loader, loader);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        proxy = RespProxy.inFrontOf(redis.uri());
        here = open(proxy.uri(), settings);
        there = open(redis.uri(), settings);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        here().close();
        there().close();
        proxy().close();
    }

    SessionNode here() {
        return Objects.requireNonNull(here);
    }

    SessionNode there() {
        return Objects.requireNonNull(there);
    }

    /** Returns true if a node finds a session, which is an access. */
    static boolean isAlive(SessionNode node, NodeSession session) {
        return node.find(session.id()).isPresent();
    }

    /** Returns a repository that does something else first when one of its methods is called. */
    static SessionRepository before(SessionRepository repository, String method, Runnable race) {
        return (SessionRepository) Proxy.newProxyInstance(
                TwoNodes.class.getClassLoader(),
                new Class<?>[] {SessionRepository.class},
                (proxy, called, arguments) -> {
                    if (called.getName().equals(method)) {
                        race.run();
                    }
                    return called.invoke(repository, arguments);
                });
    }

    /** Between the first node and Redis. */
    RespProxy proxy() {
        return Objects.requireNonNull(proxy);
    }

    /** Returns how often the first node waits for Redis in it. */
    int roundTrips(Runnable operation) {
        Traffic.Mark mark = proxy().mark();
        operation.run();
        return proxy().since(mark).roundTrips();
    }
}
