package org.abisession.node;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.abisession.store.SessionId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices logins and logouts by what containers and frameworks keep with a session, without the application's help. Safe
 * for use by several threads.
 */
final class LoginNotice {
    private static final Logger LOG = LoggerFactory.getLogger(LoginNotice.class);

    /** The fields that say who the user is, and the methods that lead from their values to the principal. */
    private static final Map<String, List<String>> FIELDS = Map.of(
            FieldNames.ofControl("principal"),
            List.of(),
            FieldNames.ofControl("org.eclipse.jetty.security.UserIdentity"),
            List.of("getUserIdentity", "getUserPrincipal"),
            "SPRING_SECURITY_CONTEXT",
            List.of("getAuthentication"));

    private final SessionJournal journal;

    LoginNotice(SessionJournal journal) {
        this.journal = journal;
    }

    /** Takes note of a field that was set, if it is one of a login and the user is another one than before. */
    void changed(SessionId id, String field, @Nullable Object before, @Nullable Object value) {
        List<String> methods = FIELDS.get(field);
        if (methods == null) {
            return;
        }
        Optional<String> old = user(before, methods);
        Optional<String> user = user(value, methods);
        if (Objects.equals(old, user)) {
            return;
        }
        if (user.isPresent()) {
            journal.loggedIn(id, user.get());
        } else {
            journal.loggedOut(id, old);
        }
    }

    private static Optional<String> user(@Nullable Object value, List<String> methods) {
        Object user = value;
        try {
            for (String method : methods) {
                user = user == null ? null : call(user, method);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.debug("Who has logged in can't be told by {}", value == null ? null : value.getClass(), e);
            return Optional.empty();
        }
        if (user instanceof Principal principal
                && !principal.getClass().getName().endsWith("AnonymousAuthenticationToken")) {
            return Optional.ofNullable(principal.getName());
        }
        return Optional.empty();
    }

    private static @Nullable Object call(Object target, String name) throws ReflectiveOperationException {
        Method method = target.getClass().getMethod(name);
        return method.trySetAccessible() ? method.invoke(target) : null;
    }
}
