package org.abisession.cli.doctor;

import java.util.Optional;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;

/** The Redis that is examined, with the connections to it. */
final class Server {
    private final RedisTarget target;
    private final SessionSettings settings;
    private final RedisConnections connections;
    private final RedisConsole console;

    Server(RedisTarget target, SessionSettings settings, RedisConnections connections) {
        this.target = target;
        this.settings = settings;
        this.connections = connections;
        this.console = new RedisConsole(connections);
    }

    RedisTarget target() {
        return target;
    }

    /** Returns the settings, with timeouts that doctor has time for. */
    SessionSettings settings() {
        return settings;
    }

    RedisConnections connections() {
        return connections;
    }

    RedisConsole console() {
        return console;
    }

    SessionBrowser browser() {
        return new SessionBrowser(connections, settings);
    }

    /** Returns the answer to a command; empty if Redis refuses it to this user or does not know it. */
    Optional<Object> ask(String command, String... arguments) {
        try {
            return Optional.ofNullable(console.run(command, arguments));
        } catch (SessionStoreException e) {
            return Optional.empty();
        }
    }
}
