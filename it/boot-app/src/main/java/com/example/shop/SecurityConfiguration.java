package com.example.shop;

import java.sql.Connection;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.InternalAuthenticationServiceException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Login by form, HTTP Basic and remember-me; in one session of a user if {@code shop.sessions} is set. */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    @Bean
    SecurityFilterChain security(HttpSecurity http, @Value("${shop.sessions:}") String sessions) throws Exception {
        if (!sessions.isEmpty()) {
            http.sessionManagement(
                    manage -> manage.maximumSessions(1).maxSessionsPreventsLogin(sessions.equals("prevented")));
        }
        return http.authorizeHttpRequests(requests -> requests.requestMatchers("/actuator/**", "/login", "/failure", "/error")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .csrf(csrf -> csrf.ignoringRequestMatchers("/cart", "/change", "/flash", "/actuator/**"))
                .formLogin(Customizer.withDefaults())
                .httpBasic(basic -> basic.securityContextRepository(
                        new org.springframework.security.web.context.HttpSessionSecurityContextRepository()))
                .rememberMe(remember -> remember.key("the same on all nodes"))
                .build();
    }

    @Bean
    UserDetailsService users() {
        InMemoryUserDetailsManager users = new InMemoryUserDetailsManager(User.withUsername("ada")
                .password("{noop}lovelace")
                .roles("USER")
                .build());
        return name -> {
            if (name.equals("broken")) {
                throw new InternalAuthenticationServiceException("The directory is away", new DirectoryException());
            }
            return users.loadUserByUsername(name);
        };
    }

    /** Describes what a driver throws, with what can't be stored hanging on it. */
    static final class DirectoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that is the point
        private final Object connection = new Object();

        DirectoryException() {
            super("Connection " + Connection.class.getName() + " was reset");
        }

        @Override
        public String toString() {
            return super.toString() + connection.getClass();
        }
    }
}
