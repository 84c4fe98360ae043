package org.abisession.redis;

import static org.abisession.redis.SessionKeys.bytes;

import org.abisession.ConversationEntry;
import org.abisession.json.JsonStrings;

/** The bytes of a conversation's entry: those to be stored, and what is wrong with stored ones. */
final class EntryBytes {
    private EntryBytes() {}

    /**
     * Returns what to store: the text of the entry, which every reader takes.
     *
     * @throws IllegalArgumentException if it is no JSON object of RFC 8259 within 100 levels
     */
    static byte[] of(ConversationEntry entry) {
        if (!entry.isReadable()) {
            throw new IllegalArgumentException("A turn to append must be a JSON object, and this one is not."
                    + " Make it with ConversationEntry.builder.");
        }
        String text = JsonStrings.withoutLoneSurrogates(entry.json());
        try {
            JsonScanner.requireValue(bytes(text.strip()));
            return bytes(text);
        } catch (UnreadableMetadataException e) {
            throw new IllegalArgumentException(
                    "A turn to append " + e.reason() + ". Make it with ConversationEntry.builder.", e);
        }
    }

    /** Returns why bytes are not an entry, and who may have written them, as a predicate without its subject. */
    static String whyUnreadable(byte[] stored) {
        try {
            JsonScanner.members(stored);
            return "is nested deeper than 100 levels, or has a number of more than 4300 digits.";
        } catch (UnreadableMetadataException e) {
            return e.reason();
        }
    }
}
