package org.abisession.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.abisession.LoginRefusedException;
import org.abisession.cli.StoreCommand.Store;
import org.abisession.cli.tomcat.TomcatSession;
import org.abisession.cli.tomcat.TomcatStore;
import org.abisession.codec.RefusalCode;
import org.abisession.codec.UnreadableAttributeException;
import org.abisession.node.SessionImport;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;

/** Imports one stored session after the other; one that can't be read is named, and the others go on. */
final class SessionImports implements TomcatStore.Visitor {
    /** The most bytes of a session: more than the store takes. */
    private static final int MOST_BYTES = 64 << 20;

    private final ImportCommand command;
    private final Store store;
    private final SessionImport imports;
    private final List<Map<String, @Nullable Object>> refusals = new ArrayList<>();
    private int imported;
    private int known;
    private int expired;

    SessionImports(ImportCommand command, Store store, SessionImport imports) {
        this.command = command;
        this.store = store;
        this.imports = imports;
    }

    @Override
    public void session(String storedId, TomcatStore.Content content) {
        Optional<SessionId> id = TomcatSession.id(storedId);
        if (id.isEmpty()) {
            refused("a session", "its id is not of the form that ids have here.");
            return;
        }
        String shown = store.mask().id(id.get());
        try {
            if (imports.isKnown(id.get())) {
                known++;
                return;
            }
            store(shown, read(id.get(), content));
        } catch (IOException e) {
            // Not the message: it may have the name of the file, which is the id.
            refused(shown, "it can't be read: " + e.getClass().getSimpleName() + ".");
        } catch (UnreadableAttributeException e) {
            refused(shown, reason(e));
        } catch (IllegalArgumentException | LoginRefusedException e) {
            refused(shown, String.valueOf(e.getMessage()));
        }
    }

    private TomcatSession read(SessionId id, TomcatStore.Content content) throws IOException {
        byte[] bytes;
        try (InputStream in = content.open()) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        return TomcatSession.of(
                id,
                imports.decode("session", bytes),
                command.environment.clock().instant());
    }

    private void store(String shown, TomcatSession session) {
        if (!session.valid() || imports.isExpired(session.source())) {
            expired++;
        } else if (command.dryRun ? isStorable(session) : imports.store(session.source())) {
            imported++;
            session.lost()
                    .forEach(name -> store.console()
                            .note(shown + " is without the attribute '" + Text.cut(name, 40)
                                    + "', which Tomcat could not write."));
        } else {
            known++;
        }
    }

    private boolean isStorable(TomcatSession session) {
        imports.check(session.source());
        return true;
    }

    private static String reason(UnreadableAttributeException e) {
        return e.code() == RefusalCode.CLASS_MISSING
                ? "--classpath has no class " + e.className() + ". Add the application's classes and libraries, and"
                        + " Tomcat's jars."
                : String.valueOf(e.getMessage());
    }

    private void refused(String shown, String reason) {
        Map<String, @Nullable Object> refusal = new LinkedHashMap<>();
        refusal.put("session", shown);
        refusal.put("reason", reason);
        refusals.add(refusal);
        if (!command.options.json) {
            store.console().line(shown + " is refused: " + reason);
        }
    }

    /** Returns true if the store has had no session at all. */
    boolean isEmpty() {
        return imported + known + expired + refused() == 0;
    }

    int refused() {
        return refusals.size();
    }

    /** Prints what has become of the sessions. */
    void report() {
        if (command.options.json) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("imported", imported);
            json.put("dryRun", command.dryRun);
            json.put("known", known);
            json.put("expired", expired);
            json.put("refused", refusals);
            store.console().json(json);
            return;
        }
        store.console()
                .line((imported == 1 ? "1 session" : imported + " sessions")
                        + (command.dryRun ? " would be imported, " : " imported, ") + known + " known already, "
                        + expired + " expired, " + refused() + " refused."
                        + (command.dryRun ? " Nothing was changed." : ""));
    }
}
