package org.abisession.cli;

/** What was asked for can't be done like this; the message says how. Exit code 2. */
final class WrongUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsageException(String message) {
        super(message);
    }
}
