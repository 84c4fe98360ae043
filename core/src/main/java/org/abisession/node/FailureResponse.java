package org.abisession.node;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.abisession.LoginRefusedException;
import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;
import org.abisession.SessionStoreUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * Lists the responses to requests whose session can't be read or stored. They say nothing of where the store is, or of
 * the application.
 */
public enum FailureResponse {
    /** The store does not answer: the client may try again. */
    UNAVAILABLE(503, "The session store does not answer"),
    /** The user who logs in has as many sessions as are allowed. */
    LOGIN_REFUSED(403, "The user has as many sessions as are allowed"),
    /** The store refuses, or a value can't be stored: another try is no help. */
    REFUSED(500, "The session can't be read or stored");

    /** The value of Retry-After: how long a client should wait before it tries again, in seconds. */
    public static final String RETRY_AFTER_SECONDS = "5";

    private final int status;
    private final String reason;

    FailureResponse(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    /** Returns the response to a failure. */
    public static FailureResponse to(Throwable failure) {
        if (find(LoginRefusedException.class, failure) != null) {
            return LOGIN_REFUSED;
        }
        return find(SessionStoreUnavailableException.class, failure) == null ? REFUSED : UNAVAILABLE;
    }

    /** Returns the failure of the store that an exception is about; null if it is about something else. */
    public static @Nullable SessionStoreException cause(@Nullable Throwable thrown) {
        return find(SessionStoreException.class, thrown);
    }

    /**
     * Returns the first of a class among an exception and its causes; null if there is none. An application may throw
     * an exception that is a cause of its own cause.
     */
    public static <T extends Throwable> @Nullable T find(Class<T> type, @Nullable Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    /**
     * Makes the failure of a call that came after its application was stopped: a request was still under way.
     *
     * @param sessions names them at the beginning of the message
     */
    public static SessionStoreUnavailableException ofStopped(String sessions) {
        return new SessionStoreUnavailableException(
                SessionStoreCode.UNAVAILABLE,
                sessions + ": a call was not tried, since this node has closed its connections.",
                "Let an application stop when its requests have ended.",
                new IllegalStateException("The sessions are closed"));
    }

    /** Returns the status of the response. */
    public int status() {
        return status;
    }

    /** Returns the message for the client. */
    public String reason() {
        return reason;
    }
}
