package org.abisession.tomcat;

import java.security.Principal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.catalina.authenticator.Constants;
import org.apache.catalina.authenticator.SavedRequest;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what Tomcat keeps of a login with a session: the principal, how the user has logged in, and the notes of a
 * login by FORM that the next request needs, on whatever node. Stored as control fields, unless the manager's {@code
 * persistAuthentication} is off. Safe for use by several threads.
 */
final class StoredLogin {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLogin.class);
    private static final String AUTH_TYPE = "auth_type";
    private static final String PRINCIPAL = "principal";
    private static final Map<String, String> NOTES =
            Map.of(Constants.SESSION_ID_NOTE, "form_session_id", Constants.FORM_REQUEST_NOTE, "form_request");

    private final RedisSession session;
    private final RedisSessionManager manager;
    /** True if a part of the login can't be stored. */
    private volatile boolean local;

    StoredLogin(RedisSession session, RedisSessionManager manager) {
        this.session = session;
        this.manager = manager;
    }

    /** Returns true if a part of it can't be stored, and holds on this node only. */
    boolean isLocal() {
        return local;
    }

    Optional<String> authType() {
        return stored(AUTH_TYPE, String.class);
    }

    void storeAuthType(@Nullable String authType) {
        boolean unused = store(AUTH_TYPE, authType);
    }

    Optional<Principal> principal() {
        return stored(PRINCIPAL, Principal.class);
    }

    void storePrincipal(@Nullable Principal principal) {
        boolean unused = store(PRINCIPAL, principal);
    }

    private <T> Optional<T> stored(String field, Class<T> type) {
        return manager.getPersistAuthentication()
                ? Optional.ofNullable(session.node().control(field))
                        .filter(type::isInstance)
                        .map(type::cast)
                : Optional.empty();
    }

    /** Returns a note that was stored; one of another type than Tomcat casts it to, unseen, counts as none. */
    @Nullable
    Object note(String name) {
        String field = NOTES.get(name);
        if (field == null) {
            return null;
        }
        Class<?> type = name.equals(Constants.FORM_REQUEST_NOTE) ? SavedRequest.class : String.class;
        Object note = session.node().control(field);
        return type.isInstance(note) ? note : null;
    }

    /** Stores a note, null to remove it; false if it is none that is stored, or can't be. */
    boolean storeNote(String name, @Nullable Object value) {
        String field = NOTES.get(name);
        return field != null && store(field, value);
    }

    private boolean store(String field, @Nullable Object value) {
        if (!manager.getPersistAuthentication()) {
            return false;
        }
        if (Objects.equals(session.node().control(field), value)) {
            return true;
        }
        try {
            session.node().setControl(field, value);
            return true;
        } catch (IllegalArgumentException e) {
            if (value != null) {
                session.node().local().setControl(field, value); // here, too, it is known who the user is
            }
            local = true;
            LOG.warn(
                    "A login can't be stored, so that it holds on this node only: {} Let the realm's principal be"
                            + " Serializable, and name its class in abi.session.allowed-classes.",
                    e.getMessage());
            return false;
        }
    }
}
