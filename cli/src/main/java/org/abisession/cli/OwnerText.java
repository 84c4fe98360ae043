package org.abisession.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.abisession.cli.StoreCommand.Store;
import org.abisession.redis.StoredSession;
import org.abisession.redis.StoredSession.Owner;
import org.jspecify.annotations.Nullable;

/** Names the application that a session belongs to, for display. */
final class OwnerText {
    /** Matches what the setting {@code app} takes; the registry in Redis may hold anything. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._#-]{1,64}");

    private OwnerText() {}

    /** Returns the names as a list; that of the root is {@code /}. */
    static String names(List<String> applications) {
        return String.join(
                ", ",
                applications.stream()
                        .map(name -> name.isEmpty() ? "/" : Text.cut(name, 64))
                        .toList());
    }

    /** Returns the name of the application that has the session; null if it is an adopted one, or that is unknown. */
    static @Nullable String name(Store store, StoredSession session) {
        return switch (session.owner()) {
            case THIS_APPLICATION -> names(List.of(store.settings().app()));
            case OTHER_APPLICATION -> names(session.otherApplications());
            case NO_APPLICATION, UNKNOWN -> null;
        };
    }

    /** Returns what to do to reach the sessions of another application. */
    static String action(String application) {
        return application.isEmpty()
                ? "leave the setting app out"
                : "--set app=" + (NAME.matcher(application).matches() ? application : "NAME");
    }

    /** Returns why a session is none of this application, as a clause whose subject is the session. */
    static String whyNotOwn(StoredSession session) {
        if (session.owner() == Owner.UNKNOWN) {
            return "may belong to another application: Redis does not let its user see that."
                    + " Allow it: ACL SETUSER <user> (+exists ~session:*:attributes*)";
        }
        List<String> others = session.otherApplications();
        return "belongs to the application " + names(others) + ": " + action(others.get(0));
    }

    /** Returns why no attributes of a session can be shown. */
    static String whyNoAttributes(StoredSession session) {
        return session.isOwn()
                ? "the Python application began it, or its HTTP session has ended"
                : "it " + whyNotOwn(session);
    }
}
