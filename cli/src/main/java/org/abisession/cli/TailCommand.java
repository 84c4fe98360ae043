package org.abisession.cli;

import java.time.Duration;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreUnavailableException;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a conversation as it grows. */
@Command(
        name = "tail",
        description = "Prints a conversation as it grows, until Ctrl-C or the end of the session. With --json each turn"
                + " is a line, as it is stored.")
final class TailCommand extends StoreCommand {
    private static final int PAGE_OF_TURNS = 100;

    @Parameters(
            paramLabel = "ID",
            description = "The digest that list shows, or a session id (after -- if it begins with -).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String id;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            description = "How many turns to begin with, 10 unless given.")
    int lines = 10;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "How often to look, 1 unless given.")
    double interval = 1;

    @Option(names = "--no-follow", description = "Prints what there is, and ends.")
    boolean noFollow;

    private long known;
    private @Nullable String lastSeen;

    TailCommand(CliEnvironment environment) {
        super(environment);
    }

    @Override
    int run(Store store) {
        if (lines < 0) {
            throw new WrongUsageException("--lines must be 0 or more, was " + lines);
        }
        if (!(interval >= 0.1 && interval <= 3600)) {
            throw new WrongUsageException("--interval must be 0.1 to 3600 seconds, was " + interval);
        }
        SessionId found = find(store, id);
        if (store.browser().read(found, false).isEmpty()) {
            throw noSession(store.mask().id(found));
        }
        TurnPrinter turns = new TurnPrinter(store, found);
        Conversation conversation = ShowCommand.conversation(store, found);
        long size = conversation.size();
        print(store, turns, conversation.last(Math.max(lines, 1)), lines);
        known = size;
        return noFollow ? AbiSession.FINE : follow(store, found, turns, conversation);
    }

    private int follow(Store store, SessionId found, TurnPrinter turns, Conversation conversation) {
        boolean away = false;
        while (store.console().flush() && pause()) {
            try {
                List<ConversationEntry> added = added(conversation);
                print(store, turns, added, added.size());
                if (added.isEmpty() && store.browser().read(found, false).isEmpty()) {
                    store.console().note(store.mask().id(found) + " has ended, or has got another id, as by a login.");
                    return AbiSession.FINE;
                }
                away = false;
            } catch (SessionStoreUnavailableException e) {
                if (!away) {
                    store.console().note(e.getMessage() + " Trying again.");
                }
                away = true;
            }
        }
        return AbiSession.FINE;
    }

    private void print(Store store, TurnPrinter turns, List<ConversationEntry> entries, int shown) {
        for (ConversationEntry turn :
                entries.subList(entries.size() - Math.min(shown, entries.size()), entries.size())) {
            if (options.json) {
                turns.json(turn);
            } else {
                turns.print(turn, "");
            }
        }
        if (!entries.isEmpty()) {
            lastSeen = entries.get(entries.size() - 1).json();
        }
        store.console().flush();
    }

    /**
     * Returns the turns after the last one that was printed. Its position is searched anew, since the Python
     * application may cut the list.
     */
    private List<ConversationEntry> added(Conversation conversation) {
        if (known > 0) {
            List<ConversationEntry> page = conversation.page(known - 1, PAGE_OF_TURNS);
            if (!page.isEmpty() && page.get(0).json().equals(lastSeen)) {
                known += page.size() - 1;
                return page.subList(1, page.size());
            }
        }
        known = conversation.size();
        List<ConversationEntry> last = conversation.last(PAGE_OF_TURNS);
        for (int i = last.size() - 1; i >= 0; i--) {
            if (last.get(i).json().equals(lastSeen)) {
                return last.subList(i + 1, last.size());
            }
        }
        return last;
    }

    private boolean pause() {
        try {
            Thread.sleep(Duration.ofMillis((long) (interval * 1000)).toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
