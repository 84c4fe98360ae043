package org.abisession;

/**
 * The store could not do what it was asked to do. The message says which address, which rule and what
 * to do next; it never holds a session id or a secret. The same is there as values: {@link #code}, {@link #problem} and
 * {@link #action}.
 */
public class SessionStoreException extends RuntimeException {
    private static final long serialVersionUID = 2L;

    private final SessionStoreCode code;
    private final String problem;
    private final String action;

    /**
     * Describes a failure; the message is the problem and the action.
     *
     * @param problem what is wrong, in whole sentences
     * @param action what to do about it, in whole sentences
     */
    public SessionStoreException(SessionStoreCode code, String problem, String action, Throwable cause) {
        this(code, problem + " " + action, problem, action, cause);
    }

    SessionStoreException(SessionStoreCode code, String message, String problem, String action, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.problem = problem;
        this.action = action;
    }

    /** Returns what kind of failure this is. */
    public SessionStoreCode code() {
        return code;
    }

    /** Returns what is wrong, in whole sentences. */
    public String problem() {
        return problem;
    }

    /** Returns what to do about it, in whole sentences. */
    public String action() {
        return action;
    }
}
