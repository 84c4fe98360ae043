package org.abisession.boot.v3;

import java.time.Duration;
import org.abisession.boot.BootSessions;
import org.abisession.jetty.RedisSessionCache;
import org.abisession.jetty.RedisSessionDataStore;
import org.eclipse.jetty.session.SessionManager;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Has an embedded Jetty keep its sessions in Redis. Comes last: what others set up is known by then. */
final class JettySessions implements WebServerFactoryCustomizer<JettyServletWebServerFactory>, Ordered {
    private final BootSessions sessions;

    JettySessions(BootSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(JettyServletWebServerFactory factory) {
        sessions.checkForServer();
        factory.addServerCustomizers(
                server -> server.getContainedBeans(SessionManager.class).forEach(manager -> install(manager, factory)));
    }

    private void install(SessionManager manager, JettyServletWebServerFactory factory) {
        if (manager.getSessionCache() instanceof RedisSessionCache own) {
            if (own.getSessionDataStore() instanceof RedisSessionDataStore store) {
                sessions.add(store::openNode);
            }
            return; // the application has set one up by itself
        }
        RedisSessionDataStore store = new RedisSessionDataStore();
        store.configure(
                sessions.setup(() -> timeout(manager, factory.getSession().getTimeout()))::addTo);
        RedisSessionCache cache = new RedisSessionCache(manager);
        cache.setSessionDataStore(store);
        manager.setSessionCache(cache);
        sessions.add(store::openNode);
    }

    /** Returns the timeout as the factory has it, unless an initializer of the application has set another one. */
    private static Duration timeout(SessionManager manager, @Nullable Duration ofFactory) {
        Duration wanted = ofFactory == null || ofFactory.isNegative() ? Duration.ZERO : ofFactory;
        int seconds = Math.max(manager.getMaxInactiveInterval(), 0);
        int asTheFactoryCounts = Math.max((int) wanted.toSeconds(), 0);
        return asTheFactoryCounts == seconds ? wanted : Duration.ofSeconds(seconds);
    }
}
