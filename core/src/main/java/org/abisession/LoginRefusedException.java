package org.abisession;

/**
 * A login is refused, since the user has as many sessions as the setting {@code max-sessions-per-user} allows. Nothing
 * of the request is stored; its session goes on without the user.
 */
public final class LoginRefusedException extends SessionStoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param most how many sessions a user may have
     */
    public LoginRefusedException(int most) {
        super(
                SessionStoreCode.LOGIN_REFUSED,
                "The login is refused: the user has " + most + " session" + (most == 1 ? "" : "s")
                        + " already, as many as abi.session.max-sessions-per-user allows.",
                "Log out there first.",
                new IllegalStateException("max-sessions-per-user=" + most));
    }
}
