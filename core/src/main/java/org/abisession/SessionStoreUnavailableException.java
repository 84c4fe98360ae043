package org.abisession;

/**
 * Redis is away, too slow, or refuses to work at the moment: whether the session exists is not known.
 * A request that needs its session should be answered with 503, never as one without a session.
 */
public final class SessionStoreUnavailableException extends SessionStoreException {
    private static final long serialVersionUID = 2L;
    private static final String ACTION = "Check that Redis runs, and the setting REDIS_URL or REDIS_HOST.";

    /** Describes a refusal that passes; the message is the problem and the action. */
    public SessionStoreUnavailableException(SessionStoreCode code, String problem, String action, Throwable cause) {
        super(code, problem, action, cause);
    }

    /** Describes a call that Redis did not answer, with a message of its own. */
    public SessionStoreUnavailableException(String message, Throwable cause) {
        super(SessionStoreCode.UNAVAILABLE, message, message, ACTION, cause);
    }

    /** Describes the same failure for another caller. */
    public SessionStoreUnavailableException(SessionStoreUnavailableException same, Throwable cause) {
        super(same.code(), String.valueOf(same.getMessage()), same.problem(), same.action(), cause);
    }
}
