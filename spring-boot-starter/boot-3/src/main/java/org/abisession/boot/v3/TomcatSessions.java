package org.abisession.boot.v3;

import java.time.Duration;
import org.abisession.boot.BootSessions;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.Context;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;

/** Has an embedded Tomcat keep its sessions in Redis. Comes last: what others set up is known by then. */
final class TomcatSessions implements WebServerFactoryCustomizer<TomcatServletWebServerFactory>, Ordered {
    private final BootSessions sessions;

    TomcatSessions(BootSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void customize(TomcatServletWebServerFactory factory) {
        sessions.checkForServer();
        factory.addContextCustomizers(context -> install(context, factory));
    }

    private void install(Context context, TomcatServletWebServerFactory factory) {
        if (context.getManager() instanceof RedisSessionManager own) {
            sessions.add(own::openNode);
            return; // the application has set one up by itself
        }
        RedisSessionManager manager = new RedisSessionManager();
        manager.configure(
                sessions.setup(() -> timeout(context, factory.getSession().getTimeout())));
        context.setManager(manager);
    }

    /**
     * Returns the timeout as the factory has it, unless an initializer of the application has set another one, in
     * minutes.
     */
    private static Duration timeout(Context context, @Nullable Duration ofFactory) {
        Duration wanted = ofFactory == null || ofFactory.isNegative() ? Duration.ZERO : ofFactory;
        int minutes = wanted.isZero() ? 0 : (int) Math.max(wanted.toMinutes(), 1); // as the factory counts
        return context.getSessionTimeout() == minutes ? wanted : Duration.ofMinutes(context.getSessionTimeout());
    }
}
