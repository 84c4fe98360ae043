package org.abisession.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.abisession.redis.RedisConnections;
import org.abisession.redis.RedisUserIndex;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;
import org.abisession.store.UserEnd;
import org.abisession.store.UserIndex;
import org.abisession.store.UserName;
import org.abisession.store.UserRecord;

/** The sessions of users by their names, for the commands that have the option {@code --user}. */
final class UserStore {
    private final UserIndex index;

    UserStore(RedisConnections connections, SessionSettings settings) {
        this.index = new RedisUserIndex(connections, settings);
    }

    /** Returns the sessions of a user, in pages; an empty list if there are none. */
    List<List<SessionId>> pages(String name) {
        String user = UserName.escape(name);
        List<SessionId> ids =
                index.read(user, index.ids(user)).stream().map(UserRecord::id).toList();
        List<List<SessionId>> pages = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += StoreCommand.PAGE) {
            pages.add(ids.subList(from, Math.min(from + StoreCommand.PAGE, ids.size())));
        }
        return pages;
    }

    /** Reports a user without a session, and which other applications could be meant. */
    static FailedException noSession(StoreCommand.Store store, String name) {
        String user = Mask.isSecret(name) ? "The user" : "User " + Text.cut(name, 60);
        List<String> others = store.browser().otherApplications();
        return new FailedException(user + " has no session in the application "
                + OwnerText.names(List.of(store.settings().app())) + "."
                + (others.isEmpty() ? "" : " Others here are " + OwnerText.names(others) + ": --set app=NAME"));
    }

    /** Ends all sessions of a user, logins that are under way included; returns how many have ended. */
    int endAll(String name, Predicate<SessionId> end) {
        return new UserEnd(index).endAll(UserName.escape(name), end);
    }
}
