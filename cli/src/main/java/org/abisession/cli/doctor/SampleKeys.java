package org.abisession.cli.doctor;

import java.util.List;
import org.abisession.settings.SessionSettings;
import org.abisession.store.SessionId;

/** Names the keys of a session that does not exist, and the patterns that allow such keys to a user of Redis. */
final class SampleKeys {
    /**
     * A key that sessions need.
     *
     * @param name of the sample
     * @param pattern as ACL SETUSER takes it, for this application alone
     */
    record SampleKey(String name, String pattern) {}

    private final SampleKey attributes;
    private final SampleKey metadata;
    private final SampleKey conversation;
    private final SampleKey lock;

    SampleKeys(SessionSettings settings) {
        String app = settings.app().isEmpty() ? "" : ":" + settings.app();
        String id = SessionId.random().value();
        this.attributes = key(settings, id, "attributes" + app);
        this.metadata = key(settings, id, "metadata");
        this.conversation = key(settings, id, "conversation");
        String lockName = "abi-session:sweeper" + app;
        this.lock = new SampleKey(lockName, "~" + lockName);
    }

    private static SampleKey key(SessionSettings settings, String id, String kind) {
        String before = settings.hashTags() ? "session:{" : "session:";
        String after = settings.hashTags() ? "}:" : ":";
        return new SampleKey(before + id + after + kind, "~" + before + "*" + after + kind);
    }

    SampleKey attributes() {
        return attributes;
    }

    SampleKey metadata() {
        return metadata;
    }

    SampleKey conversation() {
        return conversation;
    }

    /**
     * Returns the key with which one node of the application at a time looks for sessions that have ended. It may
     * exist.
     */
    SampleKey lock() {
        return lock;
    }

    List<SampleKey> ofSession() {
        return List.of(attributes, metadata, conversation);
    }
}
