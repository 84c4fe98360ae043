package org.abisession.redis;

/**
 * Thrown if what {@code session:<id>:metadata} holds is not a JSON object. It stays as it is: what we can't read
 * we neither change nor delete. The message says why, where possible which writer is to be corrected and
 * how; it holds nothing of the content.
 */
final class UnreadableMetadataException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    UnreadableMetadataException(String reason) {
        super("The metadata " + reason);
        this.reason = reason;
    }

    /** Returns why, as a predicate without its subject: {@code is empty}, {@code is cut off after 17 bytes}. */
    String reason() {
        return reason;
    }
}
