package org.abisession.redis;

import java.util.Optional;
import java.util.Set;

/** Metadata as the store edits them, for tests that compare the edits with those of Python. */
@SuppressWarnings("ArrayRecordComponent") // the bytes as stored, for comparison
public record EditedDocument(byte[] bytes) {
    private MetadataDocument parsed() {
        try {
            return MetadataDocument.parse(bytes);
        } catch (UnreadableMetadataException e) {
            throw new AssertionError(e);
        }
    }

    public Set<String> names() {
        return parsed().fields().keySet();
    }

    public boolean has(String field) {
        return parsed().has(field);
    }

    public Optional<byte[]> raw(String field) {
        return parsed().raw(field);
    }

    public EditedDocument with(String field, byte[] value) {
        return new EditedDocument(parsed().with(field, value).bytes());
    }

    public EditedDocument without(String field) {
        return new EditedDocument(parsed().without(field).bytes());
    }
}
