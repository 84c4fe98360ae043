package com.example.portal;

import java.util.Collection;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;

/**
 * Login by a token that opens a session. Spring Security's own logins of a resource server are {@code @Transient}: it
 * never puts them into a session.
 */
final class TokenLogin extends AbstractAuthenticationToken {
    private static final long serialVersionUID = 1L;

    private final String name;

    @SuppressWarnings("serial") // what the token says is
    private final Object principal;

    TokenLogin(String name, Object principal, Collection<? extends GrantedAuthority> authorities) {
        super(authorities);
        this.name = name;
        this.principal = principal;
        setAuthenticated(true);
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object getPrincipal() {
        return principal;
    }

    @Override
    public Object getCredentials() {
        return "";
    }
}
