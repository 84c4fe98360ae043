package org.abisession.cli.doctor;

import java.util.Optional;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;

/** The Redis that is looked at. */
final class Server {
    private final Place place;
    private final SessionSettings settings;
    private final RedisConnections connections;
    private final RedisConsole console;

    Server(Place place, SessionSettings settings, RedisConnections connections) {
        this.place = place;
        this.settings = settings;
        this.connections = connections;
        this.console = new RedisConsole(connections);
    }

    Place place() {
        return place;
    }

    /** With waits that doctor has time for. */
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

    /** The answer to a command that Redis may refuse to this user, or not know. */
    Optional<Object> ask(String command, String... arguments) {
        try {
            return Optional.ofNullable(console.run(command, arguments));
        } catch (SessionStoreException e) {
            return Optional.empty();
        }
    }
}
