package com.example.portal;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.saml2.core.Saml2X509Credential;
import org.springframework.security.saml2.provider.service.authentication.AbstractSaml2AuthenticationRequest;
import org.springframework.security.saml2.provider.service.authentication.Saml2PostAuthenticationRequest;
import org.springframework.security.saml2.provider.service.registration.InMemoryRelyingPartyRegistrationRepository;
import org.springframework.security.saml2.provider.service.registration.RelyingPartyRegistration;
import org.springframework.security.saml2.provider.service.registration.Saml2MessageBinding;
import org.springframework.security.saml2.provider.service.web.DefaultRelyingPartyRegistrationResolver;
import org.springframework.security.saml2.provider.service.web.HttpSessionSaml2AuthenticationRequestRepository;
import org.springframework.security.saml2.provider.service.web.Saml2AuthenticationTokenConverter;
import org.springframework.security.saml2.provider.service.web.Saml2WebSsoAuthenticationRequestFilter;
import org.springframework.security.saml2.provider.service.web.authentication.Saml2AuthenticationRequestResolver;
import org.springframework.security.saml2.provider.service.web.authentication.Saml2WebSsoAuthenticationFilter;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * Login by SAML 2 with the filters, the request in the session and the objects of Spring Security. OpenSAML is not in
 * the central repository; the signed response is checked by the JDK instead ({@link SamlResponses}).
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("portal.saml")
class SamlLogin {
    @Bean
    SecurityFilterChain saml(
            HttpSecurity http,
            @Value("${portal.saml}") String server,
            @Value("${portal.saml.certificate}") Resource certificate)
            throws Exception {
        X509Certificate trusted;
        try (var in = certificate.getInputStream()) {
            trusted = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        RelyingPartyRegistration registration = RelyingPartyRegistration.withRegistrationId("idp")
                .entityId("http://portal.example/saml")
                .assertionConsumerServiceLocation("http://portal.example/saml/acs/idp")
                .assertingPartyMetadata(party -> party.entityId(server)
                        .singleSignOnServiceLocation(server)
                        .singleSignOnServiceBinding(Saml2MessageBinding.POST)
                        .wantAuthnRequestsSigned(false)
                        .verificationX509Credentials(all -> all.add(Saml2X509Credential.verification(trusted))))
                .build();
        var registrations = new DefaultRelyingPartyRegistrationResolver(
                new InMemoryRelyingPartyRegistrationRepository(registration));
        var requests = new HttpSessionSaml2AuthenticationRequestRepository();

        Saml2WebSsoAuthenticationRequestFilter asking =
                new Saml2WebSsoAuthenticationRequestFilter(new Saml2AuthenticationRequestResolver() {
                    @Override
                    @SuppressWarnings("unchecked") // for a registration by HTTP POST
                    public <T extends AbstractSaml2AuthenticationRequest> T resolve(HttpServletRequest request) {
                        return (T) request(request, registration);
                    }
                });
        asking.setAuthenticationRequestRepository(requests);

        Saml2AuthenticationTokenConverter converter = new Saml2AuthenticationTokenConverter(registrations);
        converter.setAuthenticationRequestRepository(requests);
        Saml2WebSsoAuthenticationFilter login = new Saml2WebSsoAuthenticationFilter(converter, "/saml/acs/{registrationId}");
        login.setAuthenticationRequestRepository(requests);
        login.setAuthenticationManager(new SamlResponses());
        login.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        login.setAuthenticationSuccessHandler(new SavedRequestAwareAuthenticationSuccessHandler());
        login.setAuthenticationFailureHandler(new SimpleUrlAuthenticationFailureHandler("/saml/failure"));
        return Area.of(http, "saml")
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/saml/authenticate/idp")))
                .addFilterBefore(asking, UsernamePasswordAuthenticationFilter.class)
                .addFilterBefore(login, UsernamePasswordAuthenticationFilter.class)
                .build();
    }

    private static Saml2PostAuthenticationRequest request(
            HttpServletRequest request, RelyingPartyRegistration registration) {
        if (!request.getServletPath().equals("/saml/authenticate/idp")) {
            return null;
        }
        String id = "_" + UUID.randomUUID();
        String xml = """
                <samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="%s" Version="2.0"
                    AssertionConsumerServiceURL="%s"/>"""
                .formatted(id, registration.getAssertionConsumerServiceLocation());
        return Saml2PostAuthenticationRequest.withRelyingPartyRegistration(registration)
                .samlRequest(Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8)))
                .id(id)
                .relayState(UUID.randomUUID().toString())
                .build();
    }
}
