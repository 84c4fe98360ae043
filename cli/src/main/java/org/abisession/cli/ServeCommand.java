package org.abisession.cli;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.abisession.cli.doctor.Doctor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves the console: web pages for the people who look after the sessions. */
@Command(
        name = "serve",
        description = "Serves a web page that shows the sessions, until Ctrl-C.",
        footer = {
            "",
            "The page is on this machine alone, unless --listen says otherwise, and opens",
            "with a token that is printed at the start. It shows digests, never ids.",
            "Nothing is changed, unless --allow-end is given. See docs/console.md."
        })
final class ServeCommand extends StoreCommand {
    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            description = "Where to listen: PORT, HOST or HOST:PORT, 127.0.0.1:8642 unless given.")
    String listen = ListenAddress.DEFAULT;

    @Option(
            names = "--name",
            paramLabel = "HOST",
            description = "A host name under which browsers reach the page, beside localhost and IP addresses.")
    List<String> names = List.of();

    @Option(names = "--allow-end", description = "Sessions can be ended on the page.")
    boolean allowEnd;

    ServeCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int run(Store store) throws Exception {
        if (options.showIds) {
            throw new WrongUsageException("The page shows no ids. Leave --show-ids out, or use: abi-session list");
        }
        if (options.json) {
            throw new WrongUsageException(
                    "The page is for browsers. Leave --json out, or use: abi-session list --json");
        }
        Doctor doctor =
                new Doctor(first -> options.settings(environment, first), environment.clock(), environment.patience());
        ConsoleGate gate = new ConsoleGate(names);
        try (ConsoleServer server = ConsoleServer.start(
                store, ListenAddress.parse(listen), gate, new RedisHealth(store, doctor), allowEnd)) {
            store.console().line("Open " + server.url() + "?token=" + gate.token());
            store.console()
                    .note(
                            "Anyone who has the token sees all sessions"
                                    + (allowEnd ? ", and can end them. " : ". ")
                                    + (server.isLoopback()
                                            ? "Only this machine is served. Ctrl-C ends it."
                                            : "Other machines are served, without encryption: put a server with TLS in front."));
            store.console().flush();
            new CountDownLatch(1).await(); // until Ctrl-C ends the process
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return AbiSession.FINE;
    }
}
