package com.example.portal;

import java.io.Serializable;
import java.net.Socket;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

/** Knows who may enter by name. For {@code broken} the directory fails with a cause that can't be stored. */
@Configuration(proxyBeanMethods = false)
@Profile("!issuer")
class People {
    @Bean
    UserDetailsService users() {
        InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}lovelace").roles("USER").build(),
                User.withUsername("root").password("{noop}secret").roles("USER", "ADMIN").build());
        return name -> {
            if (name.equals("broken")) {
                throw new InternalAuthenticationServiceException("The directory is away", new ConnectionException());
            }
            return users.loadUserByUsername(name);
        };
    }

    /** Holds what a driver throws: its connection hangs on it. */
    static final class ConnectionException extends RuntimeException implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that is the point
        private final Object connection = new Socket();

        ConnectionException() {
            super("The connection was reset");
        }

        @Override
        public String toString() {
            return super.toString() + connection;
        }
    }
}
