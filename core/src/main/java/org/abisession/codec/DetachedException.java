package org.abisession.codec;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a session for an exception that can't be stored there: its type by name, its message, and what of its
 * causes can be stored. It has no stack trace.
 */
final class DetachedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;

    private DetachedException(String type, @Nullable String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.type = type;
    }

    static DetachedException of(Throwable original, @Nullable Throwable cause) {
        String message;
        try {
            message = original.getMessage();
        } catch (RuntimeException | LinkageError e) {
            message = null; // a class of the application, whose message is its own affair
        }
        return new DetachedException(original.getClass().getName(), message, cause);
    }

    /** Returns the text that the original would have. */
    @Override
    @SuppressWarnings("OverrideThrowableToString") // pages show the message, which stays as it was
    public String toString() {
        return getMessage() == null ? type : type + ": " + getMessage();
    }
}
