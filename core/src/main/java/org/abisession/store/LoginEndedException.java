package org.abisession.store;

import org.abisession.SessionStoreCode;
import org.abisession.SessionStoreException;

/** All sessions of the user were ended while this login was under way, so that its session is not stored. */
public final class LoginEndedException extends SessionStoreException {
    private static final long serialVersionUID = 1L;

    /** Makes the exception of a session that is not stored. */
    public LoginEndedException(SessionId id) {
        super(
                SessionStoreCode.LOGIN_ENDED,
                "All sessions of the user were ended while the login of " + id + " was under way.",
                "Log in again.",
                new IllegalStateException("the user's epoch is another one"));
    }
}
