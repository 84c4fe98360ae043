package org.abisession.boot;

/** The settings of the sessions keep the application from starting. The message says which, why, and what to do. */
final class SessionSettingsException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SessionSettingsException(String message) {
        super(message);
    }

    SessionSettingsException(IllegalArgumentException cause) {
        super(cause.getMessage(), cause);
    }
}
