package org.abisession;

import java.util.List;
import java.util.stream.Stream;
import org.abisession.conversation.SessionAttribute;

/**
 * The turns of a session's conversation, shared with the Python application: the List {@code
 * session:<id>:conversation}, one JSON object a turn, oldest first.
 *
 * <pre>{@code
 * Conversation conversation = Conversation.of(request.getSession());
 * conversation.append(ConversationEntry.builder("What sold best?").assistantResponse("Tea.").build());
 * List<ConversationEntry> lastTen = conversation.last(10);
 * }</pre>
 *
 * <p>Every method is one round trip to Redis and sees what the Python application has written until then;
 * nothing is cached. {@link #append} is durable when it returns. An entry that is not what we
 * understand is returned in its place ({@link ConversationEntry#isReadable()} is false) and never
 * changed. Safe for use by several threads.
 *
 * <p>Every method throws {@link SessionStoreUnavailableException} when Redis is away, and {@link
 * SessionStoreException} when the key holds something else than a List.
 */
public interface Conversation {
    /** The session attribute under which an application finds its conversation. No name list shows it. */
    String ATTRIBUTE = "org.abisession.conversation";

    /**
     * Returns the conversation of a session.
     *
     * @param session a {@code jakarta.servlet.http.HttpSession} or {@code javax.servlet.http.HttpSession}
     *     (this type belongs to neither) of a context that keeps its sessions in Redis
     * @throws IllegalArgumentException if it is no HttpSession
     * @throws IllegalStateException if the session has ended, or is not kept by abi-session
     */
    static Conversation of(Object session) {
        return SessionAttribute.get(session, ATTRIBUTE, Conversation.class);
    }

    /**
     * Adds a turn at the end. It is stored, with the list's expiry, when this returns. A time that the builder
     * wrote is stored for the zone of the setting {@code zone}.
     *
     * @throws IllegalArgumentException if it is not a JSON object (RFC 8259, so without NaN)
     * @throws IllegalStateException if the session has ended; nothing is stored then
     */
    void append(ConversationEntry entry);

    /**
     * Returns the last turns, oldest of them first.
     *
     * @param count how many at most, 0 or more
     */
    List<ConversationEntry> last(int count);

    /**
     * Returns some turns by position, oldest first.
     *
     * @param from the position of the first one, counted from 0, the oldest turn
     * @param count how many at most, 0 or more
     * @return fewer than {@code count} only at the end of the list
     */
    List<ConversationEntry> page(long from, int count);

    /** Returns how many turns there are. */
    long size();

    /** Removes all turns. */
    void clear();

    /**
     * Returns all turns, oldest first, read by pages as the stream proceeds: one round trip a page.
     *
     * @param pageSize turns a page, 1 or more
     */
    Stream<ConversationEntry> stream(int pageSize);
}
