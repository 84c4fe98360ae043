package com.example.portal;

import java.util.List;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.oauth2.client.web.HttpSessionOAuth2AuthorizedClientRepository;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.OpaqueTokenAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.introspection.OpaqueTokenIntrospector;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** Logins by a provider of OAuth 2 and OpenID Connect, which the properties of Spring Boot name. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("spring.security.oauth2.resourceserver.jwt.jwk-set-uri")
class IssuerLogins {
    private static final List<GrantedAuthority> USER = AuthorityUtils.createAuthorityList("ROLE_USER");

    @Bean
    SecurityFilterChain oauth2(HttpSecurity http) throws Exception {
        return client(http, "oauth2").build();
    }

    /** Sets up logins by OpenID Connect with back-channel logout: the provider says who is to be logged out. */
    @Bean
    SecurityFilterChain oidc(HttpSecurity http) throws Exception {
        return client(http, "oidc")
                .securityMatcher("/oidc/**", "/logout/connect/back-channel/**")
                .oidcLogout(logout -> logout.backChannel(Customizer.withDefaults()))
                .build();
    }

    /** Keeps the tokens in the session, too. */
    private static HttpSecurity client(HttpSecurity http, String area) throws Exception {
        return Area.of(http, area)
                .oauth2Login(login -> login.loginPage("/" + area + "/authorize/" + area)
                        .authorizationEndpoint(endpoint -> endpoint.baseUri("/" + area + "/authorize"))
                        .loginProcessingUrl("/" + area + "/code/*")
                        .authorizedClientRepository(new HttpSessionOAuth2AuthorizedClientRepository())
                        .failureUrl("/" + area + "/failure"));
    }

    @Bean
    SecurityFilterChain jwt(HttpSecurity http, JwtDecoder decoder) throws Exception {
        JwtAuthenticationProvider provider = new JwtAuthenticationProvider(decoder);
        provider.setJwtAuthenticationConverter(jwt -> new TokenLogin(jwt.getSubject(), jwt, USER));
        return resourceServer(http, "jwt", provider);
    }

    @Bean
    SecurityFilterChain opaque(HttpSecurity http, OpaqueTokenIntrospector introspector) throws Exception {
        OpaqueTokenAuthenticationProvider provider = new OpaqueTokenAuthenticationProvider(introspector);
        provider.setAuthenticationConverter(
                (token, principal) -> new TokenLogin(principal.getName(), principal, USER));
        return resourceServer(http, "opaque", provider);
    }

    /** A token that was accepted once opens a session. */
    private static SecurityFilterChain resourceServer(HttpSecurity http, String area, AuthenticationProvider provider)
            throws Exception {
        BearerTokenAuthenticationFilter filter = new BearerTokenAuthenticationFilter(new ProviderManager(provider));
        filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        return Area.of(http, area)
                .exceptionHandling(
                        handling -> handling.authenticationEntryPoint(new BearerTokenAuthenticationEntryPoint()))
                .addFilterBefore(filter, UsernamePasswordAuthenticationFilter.class)
                .build();
    }
}
