package org.abisession.cli;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.abisession.cli.StoreCommand.Store;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** Ends many sessions: those of a user, or of everybody. A node tells the listeners of each, as for a single one. */
final class SessionEnds {
    /** Tells how often everybody's sessions are looked for at most, while new ones begin. */
    private static final int PASSES = 10;

    private final EndCommand command;
    private final Store store;

    SessionEnds(EndCommand command, Store store) {
        this.command = command;
        this.store = store;
    }

    /** Ends the sessions of a user, of everybody where there is none, and returns the exit code. */
    int run(@Nullable String user, boolean dryRun, boolean yes) throws Exception {
        int found = count(user);
        if (dryRun || (found == 0 && user == null)) {
            return report(found, dryRun);
        }
        if (!yes) {
            String whose = user == null ? "everybody" : "user " + Text.cut(Text.printable(user), 40);
            store.console().note("End " + found + " sessions of " + whose + "? [y/N]");
            if (!command.agreed()) {
                store.console().note("Nothing was changed.");
                return AbiSession.FAILED;
            }
        }
        try (Progress progress = command.progress(store, "Ending")) {
            return report(user == null ? endAll(progress) : store.users().endAll(user, id -> end(id, progress)), false);
        }
    }

    private int count(@Nullable String user) {
        int count = 0;
        if (user != null) {
            for (List<SessionId> page : store.users().pages(user)) {
                count += page.size();
            }
            return count;
        }
        Iterator<List<SessionId>> pages = store.browser().sessions(StoreCommand.PAGE);
        while (pages.hasNext()) {
            count += pages.next().size();
        }
        return count;
    }

    private int endAll(Progress progress) {
        int ended = 0;
        for (int pass = 0, before = -1; pass < PASSES && before != ended; pass++) {
            before = ended;
            Iterator<List<SessionId>> pages = store.browser().sessions(StoreCommand.PAGE);
            while (pages.hasNext()) {
                for (SessionId id : pages.next()) {
                    ended += end(id, progress) ? 1 : 0;
                }
            }
        }
        return ended;
    }

    private boolean end(SessionId id, Progress progress) {
        progress.step(1);
        return store.browser().end(id) != Ended.NO_SESSION;
    }

    /** Says how many sessions have ended, or would, and returns the exit code. */
    int report(int count, boolean dryRun) {
        if (command.options.json) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("sessions", count);
            json.put("ended", !dryRun);
            store.console().json(json);
        } else {
            String sessions = count == 1 ? "1 session" : count + " sessions";
            store.console()
                    .line(
                            dryRun
                                    ? sessions + " would end. Nothing was changed."
                                    : sessions + " ended. A node of the application tells the listeners, within "
                                            + Text.duration(store.settings().sweepInterval()) + ".");
        }
        return AbiSession.FINE;
    }
}
