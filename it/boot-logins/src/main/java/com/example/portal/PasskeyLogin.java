package com.example.portal;

import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.webauthn.management.JdbcPublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.JdbcUserCredentialRepository;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;

/** Login by a passkey, which a user who has logged in by the form has registered. */
@Configuration(proxyBeanMethods = false)
@Profile("!issuer")
class PasskeyLogin {
    @Bean
    PublicKeyCredentialUserEntityRepository passkeyUsers(DataSource database) {
        return new JdbcPublicKeyCredentialUserEntityRepository(new JdbcTemplate(database));
    }

    @Bean
    UserCredentialRepository passkeys(DataSource database) {
        return new JdbcUserCredentialRepository(new JdbcTemplate(database));
    }

    @Bean
    SecurityFilterChain passkey(HttpSecurity http) throws Exception {
        return http.securityMatcher("/passkey/**", "/webauthn/**", "/login/webauthn")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/passkey/failure", "/webauthn/authenticate/options")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .csrf(csrf -> csrf.disable())
                .formLogin(form -> form.loginPage("/passkey/login").permitAll())
                .webAuthn(passkeys -> passkeys.rpId("portal.example")
                        .rpName("Portal")
                        .allowedOrigins("https://portal.example")
                        .creationOptionsRepository(new PasskeyRegistrations()))
                .build();
    }
}
