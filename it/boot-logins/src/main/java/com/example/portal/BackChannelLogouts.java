package com.example.portal;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.configuration.WebSecurityCustomizer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Makes the provider tell a client who is to be logged out (OpenID Connect Back-Channel Logout 1.0): by a token with
 * the provider's own signature. Spring's Authorization Server has no such part.
 */
@RestController
@Profile("issuer")
class BackChannelLogouts {
    private final HttpClient http = HttpClient.newHttpClient();
    private final JwtEncoder encoder;

    BackChannelLogouts(JWKSource<SecurityContext> keys) {
        encoder = new NimbusJwtEncoder(keys);
    }

    @Bean
    static WebSecurityCustomizer everybodyMayAsk() {
        return security -> security.ignoring().requestMatchers("/back-channel-logout");
    }

    @Bean
    static UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}lovelace").roles("USER").build(),
                User.withUsername("grace").password("{noop}lovelace").roles("USER").build());
    }

    /**
     * Sends a logout token to a client and returns its answer.
     *
     * @param name the claim that says who is to be logged out: sid or sub
     */
    @PostMapping("/back-channel-logout")
    String send(
            @RequestParam("issuer") String issuer,
            @RequestParam("client") String client,
            @RequestParam("name") String name,
            @RequestParam("value") String value,
            @RequestParam("to") URI to)
            throws IOException, InterruptedException {
        Instant now = Instant.now();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(issuer)
                .audience(List.of(client))
                .issuedAt(now)
                .expiresAt(now.plusSeconds(60))
                .id(UUID.randomUUID().toString())
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                .claim(name, value)
                .build();
        JwsHeader header =
                JwsHeader.with(SignatureAlgorithm.RS256).type("logout+jwt").build();
        String token =
                encoder.encode(JwtEncoderParameters.from(header, claims)).getTokenValue();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(to)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("logout_token=" + token))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }
}
