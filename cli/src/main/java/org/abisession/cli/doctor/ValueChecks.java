package org.abisession.cli.doctor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.abisession.ConversationEntry;
import org.abisession.SessionStoreException;
import org.abisession.cli.stored.JsonSyntax;
import org.abisession.node.EncryptedValue;
import org.abisession.redis.RedisRepository;
import org.abisession.redis.SessionBrowser;
import org.abisession.redis.StoredSession;
import org.abisession.store.SessionId;
import org.abisession.store.SessionRepository;

/** Checks whether stored values can be read. */
final class ValueChecks {
    private static final int TURNS = 5;
    private static final int LONGEST_RECORD = 1000;

    private final Server server;
    private final Report report;
    private final SessionRepository repository;
    private int metadata;
    private int turns;
    private int attributes;
    private int encrypted;

    ValueChecks(Server server, Report report) {
        this.server = server;
        this.report = report;
        this.repository = RedisRepository.open(server.connections(), server.settings(), ended -> {});
    }

    void check(List<StoredSession> sessions, BooleanSupplier goesOn) {
        for (StoredSession session : sessions) {
            if (!goesOn.getAsBoolean()) {
                return;
            }
            metadata(session);
            if (session.turns() > 0) {
                conversation(session.id());
            }
            if (session.hasRecord() && session.attributes() <= LONGEST_RECORD) {
                attributes(session.id());
            }
        }
    }

    private void metadata(StoredSession session) {
        // None where the key is of another type, which is found by that.
        Optional<String> reason = session.metadata().isEmpty()
                ? Optional.empty()
                : session.metadata().problem();
        if (reason.isPresent() && metadata++ == 0) {
            report.add(Finding.warning(
                    "metadata-unreadable",
                    "The metadata of " + session.id() + " " + sentence(reason.get()),
                    "Shared attributes are not read or written there, and the Python application may fail on it.",
                    "Find who writes it (json.dumps in Python makes it); abi-session show " + session.id()
                            + " shows it."));
        }
    }

    private void conversation(SessionId id) {
        try {
            for (ConversationEntry turn : repository.conversation(id).last(TURNS)) {
                if (!turn.isReadable() && turns++ == 0) {
                    report.add(Finding.warning(
                            "turn-unreadable",
                            "A turn in the conversation of " + id + " " + sentence(SessionBrowser.whyUnreadable(turn)),
                            "It is shown as it is, without question, answer and time.",
                            "Find who writes it (json.dumps in Python makes it); abi-session tail " + id
                                    + " --no-follow shows it."));
                }
            }
        } catch (SessionStoreException e) {
            return; // of another type, which is found by that
        }
    }

    private void attributes(SessionId id) {
        Map<String, byte[]> fields;
        try {
            fields = server.browser().attributes(id);
        } catch (SessionStoreException e) {
            return; // of another type, which is found by that
        }
        Set<String> keys = server.settings().attributeKeys().get().byName().keySet();
        fields.forEach((field, value) -> {
            if (EncryptedValue.key(value).filter(key -> !keys.contains(key)).isPresent() && encrypted++ == 0) {
                report.add(Finding.warning(
                        "attribute-key-missing",
                        "An attribute of " + id + " is encrypted by the key "
                                + EncryptedValue.key(value).orElseThrow() + ", which these settings do not have.",
                        "A node with these settings can't read it: getAttribute answers null.",
                        "Add the key to abi.session.attribute-key, or to the file that abi.session.attribute-keys-file"
                                + " names; where only this command lacks it, nothing is to be done."));
            }
            if (!JsonSyntax.isJson(new String(value, StandardCharsets.UTF_8)) && attributes++ == 0) {
                report.add(Finding.warning(
                        "attribute-unreadable",
                        "An attribute of " + id + " is no JSON: another program has written to the record.",
                        "getAttribute answers null for it; the login may stand there, too.",
                        "Let nobody but this application write session:*:attributes (docs/redis-user.md has the Python"
                                + " side's user); abi-session show " + id + " shows it."));
            }
        });
    }

    private static String sentence(String clause) {
        return clause + (clause.endsWith(".") ? "" : ".");
    }
}
