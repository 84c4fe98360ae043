package org.abisession.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a session, whoever uses it. */
@Command(
        name = "end",
        description = "Ends a session: nobody can use it any more, and its conversation is deleted.",
        footer = {
            "",
            "One node of the application notifies its listeners, within sweep-interval",
            "(30 s) or at the next request with the session. If no node runs for longer",
            "than expiry-retention (5 min), they are not notified."
        })
final class EndCommand extends StoreCommand {
    @Parameters(
            paramLabel = "ID",
            arity = "0..1",
            description = "The digest that list shows, or a session id (after -- if it begins with -).")
    @Nullable
    String id;

    @Option(names = "--user", paramLabel = "NAME", description = "Ends all sessions of this user of the application.")
    @Nullable
    String userName;

    @Option(names = "--all", description = "Ends all sessions of the application.")
    boolean all;

    @Option(names = "--dry-run", description = "Ends nothing, and says how many sessions it would end.")
    boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Does not ask.")
    boolean yes;

    EndCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int run(Store store) throws Exception {
        if ((id == null ? 0 : 1) + (userName == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new WrongUsageException("Give one of these: ID, --user NAME, --all");
        }
        if (!yes && !dryRun && !environment.terminal()) {
            throw new WrongUsageException(
                    "There is no terminal to ask on. Add --yes to end the session without a question.");
        }
        if (id == null) {
            return new SessionEnds(this, store).run(userName, dryRun, yes);
        }
        SessionId found = find(store, id);
        String shown = store.mask().id(found);
        StoredSession session = store.browser().read(found, false).orElseThrow(() -> noSession(shown));
        if (!session.isOwn()) {
            throw new FailedException(shown + " " + OwnerText.whyNotOwn(session));
        }
        if (dryRun) {
            new SessionEnds(this, store).report(1, true);
            return AbiSession.FINE;
        }
        if (!yes && !agreed(store, session)) {
            store.console().note("Nothing was changed.");
            return AbiSession.FAILED;
        }
        Ended ended = store.browser().end(found);
        if (ended == Ended.NO_SESSION) {
            throw noSession(shown);
        }
        if (options.json) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("session", shown);
            json.put("ended", true);
            json.put("listeners", ended == Ended.LEFT_FOR_A_NODE ? "called by a node" : "none to call");
            store.console().json(json);
        } else {
            store.console()
                    .line(shown + " has ended. "
                            + (ended == Ended.LEFT_FOR_A_NODE
                                    ? "A node of the application calls its listeners, within "
                                            + Text.duration(store.settings().sweepInterval()) + "."
                                    : "It had no attributes of this application: there are no listeners to call."));
        }
        return AbiSession.FINE;
    }

    private boolean agreed(Store store, StoredSession session) throws Exception {
        String user = ListCommand.user(store, session)
                .map(name -> "user " + Text.cut(name, 40) + ", ")
                .orElse("");
        store.console()
                .note("End " + store.mask().id(session.id()) + " (" + user + Text.turns(session.turns()) + ")? [y/N]");
        return agreed();
    }

    /** Returns true if the answer on the terminal is yes. */
    boolean agreed() throws Exception {
        String answer = environment.answer().call();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }
}
