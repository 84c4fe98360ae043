package org.abisession.boot;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * A login for which Spring Security asks in this thread how many sessions its user has. The registry of sessions is
 * asked by the principal alone; this has what else counts.
 *
 * @param authentication has the name by which the sessions of the user are found
 */
record LimitedLogin(Authentication authentication, HttpServletRequest request) {
    private static final ThreadLocal<@Nullable LimitedLogin> CURRENT = new ThreadLocal<>();

    /** A call of Spring Security. */
    interface Call {
        @Nullable
        Object proceed() throws Throwable;
    }

    /** Makes a call, during which {@link #current} returns this login. */
    @Nullable
    Object during(Call call) throws Throwable {
        LimitedLogin before = CURRENT.get();
        CURRENT.set(this);
        try {
            return call.proceed();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }

    /** Returns the login of this thread; empty if Spring Security does not ask for one. */
    static Optional<LimitedLogin> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** Returns the text by which the request names its session, if that has this id: a route may follow the id. */
    Optional<String> textOf(SessionId id) {
        HttpSession session = request.getSession(false);
        return session == null
                ? Optional.empty()
                : Optional.of(session.getId())
                        .filter(text -> BootSessions.id(text).filter(id::equals).isPresent());
    }
}
