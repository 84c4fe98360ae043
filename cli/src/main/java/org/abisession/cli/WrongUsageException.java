package org.abisession.cli;

/** A command was called in a wrong way; the message says what is right. Exit code 2. */
final class WrongUsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongUsageException(String message) {
        super(message);
    }
}
