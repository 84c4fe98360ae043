package org.abisession.cli;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.abisession.SessionStoreException;
import org.abisession.cli.StoreCommand.Store;
import org.abisession.redis.SessionBrowser.Ended;
import org.abisession.redis.StoredSession;
import org.abisession.redis.StoredSession.Owner;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Ends many sessions of one application: those of a user, or all. A node calls the listeners of each, as for a single
 * one. What would end is counted by the rule by which sessions end; those of other applications are named.
 */
final class SessionEnds {
    /** The most times that everybody's sessions are looked for, while new ones begin. */
    private static final int PASSES = 10;

    private final EndCommand command;
    private final Store store;
    /** The number of sessions that do not end here, by the application that has them. */
    private final SortedMap<String, Integer> left = new TreeMap<>();

    private int unknown;
    private int ended;

    SessionEnds(EndCommand command, Store store) {
        this.command = command;
        this.store = store;
    }

    /** Ends the sessions of a user, of everybody where there is none, and returns the exit code. */
    int run(@Nullable String user, boolean dryRun, boolean yes) throws Exception {
        int found = user == null ? count() : count(user);
        if (dryRun || (found == 0 && user == null)) {
            return reportOf(user, found, dryRun);
        }
        if (!yes) {
            String whose = user == null ? "everybody" : "user " + Text.cut(Text.printable(user), 40);
            store.console().note("End " + sessions(found) + " of " + whose + "? [y/N]");
            if (!command.agreed()) {
                store.console().note("Nothing was changed.");
                return AbiSession.FAILED;
            }
        }
        try (Progress progress = command.progress(store, "Ending")) {
            if (user == null) {
                endAll(progress);
            } else {
                int unused = store.users().endAll(user, id -> end(id, progress));
            }
        } catch (SessionStoreException e) {
            store.console().note(sessions(ended) + " had ended when this failed:");
            throw e;
        }
        return reportOf(user, ended, false);
    }

    private int count(String user) {
        int count = 0;
        for (List<SessionId> page : store.users().pages(user)) {
            count += page.size();
        }
        return count;
    }

    private int count() {
        int count = 0;
        Set<SessionId> seen = new HashSet<>(); // SCAN may return a key twice
        Iterator<List<SessionId>> pages = store.browser().sessions(StoreCommand.PAGE);
        while (pages.hasNext()) {
            List<SessionId> page = pages.next().stream().filter(seen::add).toList();
            for (StoredSession session : store.browser().read(page, false)) {
                count += session.isOwn() ? 1 : 0;
                session.otherApplications().stream().findFirst().ifPresent(name -> left.merge(name, 1, Integer::sum));
                unknown += session.owner() == Owner.UNKNOWN ? 1 : 0;
            }
        }
        return count;
    }

    private void endAll(Progress progress) {
        for (int pass = 0, before = -1; pass < PASSES && before != ended; pass++) {
            before = ended;
            Iterator<List<SessionId>> pages = store.browser().sessions(StoreCommand.PAGE);
            while (pages.hasNext()) {
                for (SessionId id : pages.next()) {
                    boolean unused = end(id, progress);
                }
            }
        }
    }

    private boolean end(SessionId id, Progress progress) {
        progress.step(1);
        boolean hasEnded = store.browser().end(id) != Ended.NO_SESSION;
        ended += hasEnded ? 1 : 0;
        return hasEnded;
    }

    private int reportOf(@Nullable String user, int count, boolean dryRun) {
        if (user != null && count == 0) {
            throw UserStore.noSession(store, user);
        }
        report(count, dryRun);
        left.forEach((name, sessions) -> store.console()
                .note(sessions(sessions) + " of the application " + OwnerText.names(List.of(name)) + " stay: "
                        + OwnerText.action(name) + " ends them."));
        if (unknown > 0) {
            store.console()
                    .note(sessions(unknown) + " may belong to another application and stay: Redis does not let its user"
                            + " see that. Allow it: ACL SETUSER <user> (+exists ~session:*:attributes*)");
        }
        return count == 0 && unknown + left.size() > 0 ? AbiSession.FAILED : AbiSession.FINE;
    }

    /** Prints how many sessions have ended, or would. */
    void report(int count, boolean dryRun) {
        if (command.options.json) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("sessions", count);
            json.put("ended", !dryRun);
            store.console().json(json);
            return;
        }
        String listeners = count == 0
                ? ""
                : " A node of the application calls the listeners, within "
                        + Text.duration(store.settings().sweepInterval()) + ".";
        store.console().line(sessions(count) + (dryRun ? " would end. Nothing was changed." : " ended." + listeners));
    }

    private static String sessions(int count) {
        return count == 1 ? "1 session" : count + " sessions";
    }
}
