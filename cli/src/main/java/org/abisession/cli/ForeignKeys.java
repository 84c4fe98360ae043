package org.abisession.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.abisession.cli.StoreCommand.Store;
import org.abisession.redis.KeyName;
import org.abisession.redis.KeyState;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;

/** Finds the keys of a session that are of another type than abi-session and the Python application make. */
final class ForeignKeys {
    private ForeignKeys() {}

    /** Returns the names of a session's keys: metadata, conversation, and the attributes of this application. */
    static List<KeyName> names(Store store, SessionId session) {
        String id = store.settings().hashTags() ? "{" + session.value() + "}" : session.value();
        String app = store.settings().app();
        return List.of(
                KeyName.of("session:" + id + ":metadata"),
                KeyName.of("session:" + id + ":conversation"),
                KeyName.of("session:" + id + ":attributes" + (app.isEmpty() ? "" : ":" + app)));
    }

    /** Returns what is wrong with the keys of metadata and attributes that seem to hold nothing, in sentences. */
    static List<String> problems(Store store, StoredSession session) {
        List<KeyName> names = names(store, session.id());
        List<KeyName> empty = new ArrayList<>();
        if (session.metadata().isEmpty()) {
            empty.add(names.get(0));
        }
        if (session.isOwn() && !session.hasRecord()) {
            empty.add(names.get(2));
        }
        return empty.isEmpty()
                ? List.of()
                : store.browser().states(empty, false).stream()
                        .flatMap(state -> problem(state).stream())
                        .toList();
    }

    private static Optional<String> problem(KeyState state) {
        boolean metadata = state.key().kind() == KeyName.Kind.METADATA;
        if (!state.exists() || state.type().equals(metadata ? "string" : "hash")) {
            return Optional.empty();
        }
        return Optional.of("The " + (metadata ? "metadata" : "attributes") + " can't be read. Their key is of the type "
                + state.type() + " and must be a "
                + (metadata
                        ? "string. Find who writes it; Python writes it by setex."
                        : "hash. Find who writes it; nobody but abi-session may."));
    }
}
