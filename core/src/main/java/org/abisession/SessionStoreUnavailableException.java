package org.abisession;

/**
 * Redis is away, too slow, or refuses to work at the moment: whether the session exists is not known.
 * A request that needs its session should be answered with 503, never as one without a session.
 */
public final class SessionStoreUnavailableException extends SessionStoreException {
    private static final long serialVersionUID = 1L;

    /** With a message and the cause. */
    public SessionStoreUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
