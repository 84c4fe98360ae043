package org.abisession;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.abisession.conversation.SessionAttribute;

/**
 * The keys of a session as Redis has them at this moment, for pages and tools that show them. One
 * round trip a call. Safe for use by several threads.
 */
public interface StoredKeys {
    /** The session attribute under which an application finds them. No name list shows it. */
    String ATTRIBUTE = "org.abisession.keys";

    /**
     * Returns the keys of a session.
     *
     * @param session a {@code jakarta.servlet.http.HttpSession} or {@code javax.servlet.http.HttpSession}
     * @throws IllegalArgumentException if it is no HttpSession
     * @throws IllegalStateException if the session has ended, or is not kept by abi-session
     */
    static StoredKeys of(Object session) {
        return SessionAttribute.get(session, ATTRIBUTE, StoredKeys.class);
    }

    /** Returns those of the session's keys that exist: metadata, conversation, attributes. */
    List<StoredKey> describe();

    /**
     * One key.
     *
     * @param name the whole name of the key; it holds the session id: show it to nobody but its owner
     * @param type as Redis' TYPE says it: {@code string}, {@code list}, {@code hash}
     * @param size bytes of a string, entries of a list, fields of a hash; 0 for other types
     * @param timeToLive until Redis drops the key; empty if it never will
     */
    record StoredKey(String name, String type, long size, Optional<Duration> timeToLive) {}
}
