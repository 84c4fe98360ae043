package org.abisession;

/**
 * The store could not do what it was asked to do. The message says which address, which rule and what
 * to do next; it never holds a session id or a secret.
 */
public class SessionStoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message and, where there is one, the cause. */
    public SessionStoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
