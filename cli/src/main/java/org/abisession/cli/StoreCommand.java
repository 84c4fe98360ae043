package org.abisession.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.abisession.SessionStoreException;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisConsole;
import org.abisession.redis.SessionBrowser;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Runs a command that works on sessions: opens the connections, finds sessions by digest, and closes the connections.
 */
abstract class StoreCommand implements Callable<Integer> {
    static final int PAGE = 500;
    private static final Pattern DIGEST = Pattern.compile("(?:session#)?([0-9a-f]{8})");

    @Mixin
    final CommonOptions options = new CommonOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    final CliEnvironment environment;

    StoreCommand(CliEnvironment environment) {
        this.environment = environment;
    }

    /** Holds what a command works with while it runs. */
    record Store(
            SessionSettings settings,
            RedisConnections connections,
            SessionBrowser browser,
            RedisConsole redis,
            Console console,
            Mask mask,
            UserStore users) {}

    /** Returns the settings that this command has whatever is configured. */
    Map<String, String> settings() {
        return Map.of();
    }

    /** Runs the command and returns its exit code. */
    abstract int run(Store store) throws Exception;

    @Override
    public final Integer call() throws Exception {
        SessionSettings settings = options.patientSettings(environment, settings());
        Console console = console();
        settings.warnings().forEach(warning -> console.note("Warning: " + warning));
        try (RedisConnections connections = open(settings)) {
            return run(new Store(
                    settings,
                    connections,
                    new SessionBrowser(connections, settings),
                    new RedisConsole(connections),
                    console,
                    new Mask(options.showIds),
                    new UserStore(connections, settings)));
        } finally {
            console.flush();
        }
    }

    private static RedisConnections open(SessionSettings settings) {
        try {
            return RedisConnections.open(settings);
        } catch (IllegalArgumentException e) {
            throw new WrongUsageException(String.valueOf(e.getMessage()));
        }
    }

    Console console() {
        return new Console(spec.commandLine(), environment.terminal());
    }

    Progress progress(Store store, String task) {
        return new Progress(environment, task, environment.errorTerminal() ? keyCount(store) : -1, "keys");
    }

    private static long keyCount(Store store) {
        try {
            return store.redis().keyCount();
        } catch (SessionStoreException e) {
            return -1; // it says how far a bar has come, no more
        }
    }

    /** Returns the session with an id, or the only one with a digest. */
    SessionId find(Store store, String text) {
        var digest = DIGEST.matcher(text);
        if (!digest.matches()) {
            return SessionId.parse(text)
                    .orElseThrow(() -> new WrongUsageException("ID must be a session id ("
                            + SessionId.MIN_LENGTH + " to " + SessionId.MAX_LENGTH
                            + " characters of A-Z a-z 0-9 _ -) or a"
                            + " digest such as session#1a2b3c4d, was neither. See: abi-session list"));
        }
        String wanted = "session#" + digest.group(1);
        Set<SessionId> matching = new LinkedHashSet<>();
        try (Progress progress = progress(store, "Looking for " + wanted)) {
            Iterator<List<SessionId>> pages = store.browser().sessions(PAGE);
            while (pages.hasNext()) {
                for (SessionId id : pages.next()) {
                    if (id.toString().equals(wanted)) {
                        matching.add(id);
                    }
                }
                progress.step(PAGE);
            }
        }
        List<SessionId> found = new ArrayList<>(matching);
        if (found.size() > 1) {
            throw new FailedException(wanted + " is the digest of " + found.size()
                    + " sessions. Give the id itself: abi-session list --show-ids");
        }
        return found.stream().findFirst().orElseThrow(() -> noSession(wanted));
    }

    static FailedException noSession(String shown) {
        return new FailedException("There is no session " + shown + " (any more). See: abi-session list");
    }
}
