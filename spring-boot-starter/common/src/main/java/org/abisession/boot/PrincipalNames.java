package org.abisession.boot;

import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.abisession.store.UserName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetails;

/**
 * Finds the name under which the sessions of a principal are indexed: that of the authentication which has the
 * principal. Only where nobody here is logged in with it, the principal itself is asked, as most authentications do.
 * Safe for use by several threads.
 */
final class PrincipalNames {
    private static final Logger LOG = LoggerFactory.getLogger(PrincipalNames.class);

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Returns the name; empty if the login has none, which is logged when it is stored. */
    Optional<String> name(Object principal) {
        String name = LimitedLogin.current()
                .map(LimitedLogin::authentication)
                .filter(login -> principal.equals(login.getPrincipal()))
                .or(() -> Optional.ofNullable(SecurityContextHolder.getContext().getAuthentication())
                        .filter(login -> principal.equals(login.getPrincipal())))
                .map(Authentication::getName)
                .orElseGet(() -> nameOf(principal));
        return Optional.of(name).filter(text -> !UserName.isObjectText(text, principal));
    }

    private String nameOf(Object principal) {
        if (principal instanceof UserDetails user) {
            return user.getUsername();
        }
        if (principal instanceof AuthenticatedPrincipal user) {
            return user.getName();
        }
        if (principal instanceof Principal user) {
            return user.getName();
        }
        if (!(principal instanceof CharSequence) && !warned.getAndSet(true)) {
            LOG.warn(
                    "The sessions of a user are looked for by the text of the principal, a {}, since nothing tells the"
                            + " name of its logins. Ask the SessionRegistry by that name, a String, instead.",
                    principal.getClass().getName());
        }
        return principal.toString();
    }
}
