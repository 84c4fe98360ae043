package org.abisession.undertow;

import io.undertow.security.idm.Account;
import io.undertow.security.idm.Credential;
import io.undertow.security.idm.IdentityManager;
import io.undertow.security.idm.PasswordCredential;
import java.io.Serializable;
import java.security.Principal;
import java.util.Map;
import java.util.Set;

/** The two users of the contract. */
final class Users implements IdentityManager {
    private static final Map<String, String> PASSWORDS = Map.of("ann", "tea", "bob", "coffee");
    private static final Map<String, Set<String>> ROLES =
            Map.of("ann", Set.of("customer"), "bob", Set.of("customer", "admin"));

    /** A user by name. */
    record UserPrincipal(String name) implements Principal, Serializable {
        @Override
        public String getName() {
            return name;
        }
    }

    /** A user with its roles. */
    record UserAccount(UserPrincipal user, Set<String> roles) implements Account {
        @Override
        public Principal getPrincipal() {
            return user;
        }

        @Override
        public Set<String> getRoles() {
            return roles;
        }
    }

    @Override
    public Account verify(Account account) {
        return account;
    }

    @Override
    public Account verify(String id, Credential credential) {
        boolean right = credential instanceof PasswordCredential password
                && new String(password.getPassword()).equals(PASSWORDS.get(id));
        return right ? new UserAccount(new UserPrincipal(id), ROLES.get(id)) : null;
    }

    @Override
    public Account verify(Credential credential) {
        return null;
    }
}
