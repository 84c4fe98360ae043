package org.abisession.cli;

/** A command could not do what it was asked to do; the message says why. Exit code 1. */
final class FailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedException(String message) {
        super(message);
    }
}
