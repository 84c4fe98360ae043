package org.abisession.redis;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.logging.UnreadableValues;
import org.abisession.redis.ScriptReplies.MetadataReply;
import org.abisession.store.SessionId;
import org.abisession.store.SessionSnapshot;

/**
 * Reads and edits the metadata of sessions; what is no JSON object is reported, once, and left as it is. Safe for
 * use by several threads.
 */
final class Metadata {
    private final ZoneId zone;
    private final UnreadableValues unreadable;

    /** Makes one with the zone of times that name none. */
    Metadata(ZoneId zone, UnreadableValues unreadable) {
        this.zone = zone;
        this.unreadable = unreadable;
    }

    /** Returns what a script answers as the metadata: its bytes, or none, which is reported, where it is no String. */
    byte[] bytes(SessionId id, MetadataReply reply) {
        if (reply.foreignType().isPresent()) {
            report(
                    id,
                    "is a Redis " + reply.foreignType().get()
                            + ", not a String. Write it with SET, SETEX or the like.");
            return new byte[0];
        }
        byte[] metadata = reply.bytes();
        if (metadata.length == 0) {
            report(id, "is empty. Write a JSON object.");
        }
        return metadata;
    }

    /** Returns the metadata of a session; if their fields are asked for and can't be read, the reason is reported. */
    StoredMetadata stored(SessionId id, byte[] bytes) {
        return new StoredMetadata(bytes, reason -> report(id, reason));
    }

    /** Returns the document; empty if the bytes are none. */
    Optional<MetadataDocument> read(SessionId id, byte[] metadata) {
        try {
            return metadata.length == 0 ? Optional.empty() : Optional.of(MetadataDocument.parse(metadata));
        } catch (UnreadableMetadataException e) {
            report(id, e.reason());
            return Optional.empty();
        }
    }

    private void report(SessionId id, String reason) {
        unreadable.report(id, "metadata", "The metadata " + reason, "the session goes on without it.");
    }

    /** Returns when the session began, as the metadata has it; empty if it does not. */
    Optional<Instant> createdAt(SessionId id, byte[] metadata) {
        return read(id, metadata).flatMap(document -> document.createdAt(zone));
    }

    /** Returns the metadata of a new session: what it has of this store, or a document with its shared attributes. */
    StoredMetadata create(SessionSnapshot session) {
        if (session.metadata() instanceof StoredMetadata copied) {
            return copied;
        }
        byte[] made = MetadataDocument.create(session.id().value(), session.createdAt(), zone);
        Map<String, byte[]> shared = session.metadata().fields();
        return stored(
                session.id(),
                shared.isEmpty()
                        ? made
                        : edit(session.id(), made, shared, Set.of()).orElseThrow());
    }

    /** Returns the metadata with the shared attributes of a request; empty if they can't be put in. */
    Optional<byte[]> edit(SessionId id, byte[] metadata, Map<String, byte[]> set, Set<String> removed) {
        Optional<MetadataDocument> read = read(id, metadata);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        MetadataDocument document = read.get();
        for (String field : removed) {
            document = document.without(field);
        }
        for (var shared : set.entrySet()) {
            document = document.with(shared.getKey(), shared.getValue());
        }
        return Optional.of(document.bytes());
    }
}
