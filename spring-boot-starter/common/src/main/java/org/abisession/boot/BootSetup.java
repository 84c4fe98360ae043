package org.abisession.boot;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.abisession.node.FrameworkSetup;
import org.abisession.node.SessionNode;
import org.abisession.settings.SettingsBuilder;

/** Gives the sessions of a container what Spring Boot knows of them, and tells the starter that they are open. */
final class BootSetup implements FrameworkSetup {
    private final BootSessions sessions;
    private final Supplier<Optional<Duration>> timeout;

    /**
     * Makes one for the sessions of a container.
     *
     * @param timeout returns that of the server's factory; empty where the server is not Spring Boot's
     */
    BootSetup(BootSessions sessions, Supplier<Optional<Duration>> timeout) {
        this.sessions = sessions;
        this.timeout = timeout;
    }

    @Override
    public void addTo(SettingsBuilder settings) {
        sessions.additions(timeout.get()).accept(settings);
    }

    @Override
    public void opened(Supplier<Optional<SessionNode>> node) {
        sessions.add(node);
    }
}
