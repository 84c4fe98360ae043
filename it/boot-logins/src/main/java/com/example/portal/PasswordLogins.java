package com.example.portal;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.ldap.core.support.BaseLdapPathContextSource;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.ldap.LdapBindAuthenticationManagerFactory;
import org.springframework.security.core.userdetails.UserDetailsByNameServiceWrapper;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.ldap.DefaultSpringSecurityContextSource;
import org.springframework.security.ldap.userdetails.InetOrgPersonContextMapper;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationProvider;
import org.springframework.security.web.authentication.preauth.x509.X509AuthenticationFilter;
import org.springframework.security.web.authentication.switchuser.SwitchUserFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.csrf.HttpSessionCsrfTokenRepository;

/** Logins by name and password, by certificate, and what builds on them. */
@Configuration(proxyBeanMethods = false)
@Profile("!issuer")
class PasswordLogins {
    /** Sets up a login form with CSRF tokens and remember-me, as an application for browsers has it. */
    @Bean
    SecurityFilterChain form(HttpSecurity http) throws Exception {
        return form(Area.of(http, "form"), "form")
                .csrf(csrf -> csrf.csrfTokenRepository(new HttpSessionCsrfTokenRepository())
                        .ignoringRequestMatchers("/form/notes"))
                .rememberMe(remember -> remember.key("the same on all nodes"))
                .build();
    }

    private static HttpSecurity form(HttpSecurity http, String area) throws Exception {
        return http.formLogin(form -> form.loginPage("/" + area + "/login")
                        .loginProcessingUrl("/" + area + "/login")
                        .failureUrl("/" + area + "/failure")
                        .permitAll());
    }

    @Bean
    SecurityFilterChain basic(HttpSecurity http) throws Exception {
        return Area.of(http, "basic")
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.ALWAYS))
                .httpBasic(basic -> basic.securityContextRepository(new HttpSessionSecurityContextRepository()))
                .build();
    }

    /** Keeps the login in the session, which Spring Security does not for certificates unless it is told to. */
    @Bean
    SecurityFilterChain x509(HttpSecurity http, UserDetailsService users) throws Exception {
        PreAuthenticatedAuthenticationProvider provider = new PreAuthenticatedAuthenticationProvider();
        provider.setPreAuthenticatedUserDetailsService(new UserDetailsByNameServiceWrapper<>(users));
        X509AuthenticationFilter filter = new X509AuthenticationFilter();
        filter.setAuthenticationManager(new ProviderManager(provider));
        filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        return Area.of(http, "x509")
                .x509(certificates -> certificates.x509AuthenticationFilter(filter))
                .build();
    }

    @Bean
    DefaultSpringSecurityContextSource directory(@Value("${portal.ldap:ldap://localhost:1/dc=example,dc=org}") String url) {
        return new DefaultSpringSecurityContextSource(url);
    }

    @Bean
    SecurityFilterChain ldap(HttpSecurity http, BaseLdapPathContextSource directory) throws Exception {
        LdapBindAuthenticationManagerFactory factory = new LdapBindAuthenticationManagerFactory(directory);
        factory.setUserDnPatterns("uid={0},ou=people");
        factory.setUserDetailsContextMapper(new InetOrgPersonContextMapper());
        return form(Area.of(http, "ldap"), "ldap")
                .authenticationManager(factory.createAuthenticationManager())
                .build();
    }

    @Bean
    SecurityFilterChain jpa(HttpSecurity http, Members members) throws Exception {
        return form(Area.of(http, "jpa"), "jpa").userDetailsService(members::member).build();
    }

    @Bean
    SecurityFilterChain switchUser(HttpSecurity http, UserDetailsService people) throws Exception {
        SwitchUserFilter filter = new SwitchUserFilter();
        filter.setUserDetailsService(people);
        filter.setSwitchUserUrl("/switch/impersonate");
        filter.setExitUserUrl("/switch/exit");
        filter.setTargetUrl("/switch/me");
        filter.setSwitchFailureUrl("/switch/failure");
        filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        filter.afterPropertiesSet();
        return form(Area.of(http, "switch"), "switch")
                .addFilterAfter(filter, AuthorizationFilter.class)
                .build();
    }
}
