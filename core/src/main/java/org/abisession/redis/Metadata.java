package org.abisession.redis;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.abisession.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and edits a session's metadata; what does not parse is reported and left as it is. */
public final class Metadata {
    private static final Logger LOG = LoggerFactory.getLogger(Metadata.class);

    private Metadata() {}

    /** The document, or empty, with a line in the log, if it is none. */
    public static Optional<MetadataDocument> read(SessionId id, byte[] metadata) {
        try {
            return Optional.of(MetadataDocument.parse(metadata));
        } catch (UnreadableMetadataException e) {
            LOG.warn("{}: {} It was left as it is; the session goes on without it", id, e.getMessage());
            return Optional.empty();
        }
    }

    /** The document of a new session, with the shared attributes that it has already. */
    public static byte[] create(SessionId id, Instant createdAt, Map<String, byte[]> shared) {
        byte[] metadata = MetadataDocument.create(id.value(), createdAt);
        return shared.isEmpty() ? metadata : edit(id, metadata, shared, Set.of());
    }

    /** The metadata with the shared attributes of a request; the very same array if they can't be put in. */
    static byte[] edit(SessionId id, byte[] metadata, Map<String, byte[]> set, Set<String> removed) {
        Optional<MetadataDocument> read = read(id, metadata);
        if (read.isEmpty()) {
            LOG.warn(
                    "The shared attributes {} of {} can't be stored while its metadata is no JSON object",
                    set.keySet(),
                    id);
            return metadata;
        }
        MetadataDocument document = read.get();
        for (String field : removed) {
            document = document.without(field);
        }
        for (var shared : set.entrySet()) {
            document = document.with(shared.getKey(), shared.getValue());
        }
        return document.bytes();
    }
}
