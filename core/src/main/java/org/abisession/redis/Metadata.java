package org.abisession.redis;

import java.util.Optional;
import org.abisession.SessionDelta;
import org.abisession.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and edits a session's metadata; what does not parse is reported and left as it is. */
final class Metadata {
    private static final Logger LOG = LoggerFactory.getLogger(Metadata.class);

    private Metadata() {}

    static Optional<MetadataDocument> read(SessionId id, byte[] metadata) {
        return Optional.of(MetadataDocument.parse(metadata));
    }

    /** The metadata with the shared attributes of a request; the very same array if they can't be put in. */
    static byte[] edit(SessionId id, byte[] metadata, SessionDelta delta) {
        Optional<MetadataDocument> read = read(id, metadata);
        if (read.isEmpty()) {
            LOG.warn(
                    "The shared attributes {} of {} can't be stored: its metadata is not a JSON object."
                            + " It was left as it is; whoever wrote it must write JSON.",
                    delta.shared().keySet(),
                    id);
            return metadata;
        }
        MetadataDocument document = read.get();
        for (String field : delta.sharedRemoved()) {
            document = document.without(field);
        }
        for (var shared : delta.shared().entrySet()) {
            document = document.with(shared.getKey(), shared.getValue());
        }
        return document.bytes();
    }
}
