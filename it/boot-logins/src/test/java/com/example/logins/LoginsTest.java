package com.example.logins;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.Cookie;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.abisession.codec.AttributeCodec;
import org.apereo.cas.client.authentication.AttributePrincipalImpl;
import org.apereo.cas.client.validation.AssertionImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.ThrowingSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.ldap.core.DirContextAdapter;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.authentication.ott.DefaultOneTimeToken;
import org.springframework.security.cas.authentication.CasAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.ldap.userdetails.InetOrgPerson;
import org.springframework.security.ldap.userdetails.LdapAuthority;
import org.springframework.security.ldap.userdetails.LdapUserDetailsImpl;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.DefaultOAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.oidc.user.OidcUserAuthority;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2UserAuthority;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthentication;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.introspection.OAuth2IntrospectionAuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.DefaultSaml2AuthenticatedPrincipal;
import org.springframework.security.saml2.provider.service.authentication.Saml2Authentication;
import org.springframework.security.web.authentication.WebAuthenticationDetails;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.security.web.authentication.switchuser.SwitchUserGrantedAuthority;
import org.springframework.security.web.csrf.DefaultCsrfToken;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialCreationOptions;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialRequestOptions;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

/** Builds what each kind of login keeps in a session, and takes it from one node to another as the store would. */
class LoginsTest {
    private static final List<GrantedAuthority> USER = AuthorityUtils.createAuthorityList("ROLE_USER");
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

    /** Returns the codec that the starter makes where Spring Security and Spring MVC are there. */
    private static AttributeCodec node() {
        return AttributeCodec.builder(LoginsTest.class.getClassLoader())
                .allowedClasses(List.of("spring-mvc", "spring-security", "hibernate"))
                .build();
    }

    private static Object onOtherNode(Object value) {
        return node().decode("login", node().encode("login", value));
    }

    /** One kind of login, named for the report. */
    record Kind(String name, ThrowingSupplier<Object> value) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Kind login(String name, ThrowingSupplier<Authentication> login) {
        return new Kind(name, () -> {
            Authentication authentication = login.get();
            if (authentication instanceof org.springframework.security.authentication.AbstractAuthenticationToken token) {
                MockHttpServletRequest request = new MockHttpServletRequest();
                request.getSession();
                token.setDetails(new WebAuthenticationDetails(request));
            }
            return new SecurityContextImpl(authentication);
        });
    }

    private static User ada() {
        return new User("ada", "", USER);
    }

    static List<Kind> kinds() {
        return List.of(
                login("form", () -> UsernamePasswordAuthenticationToken.authenticated(ada(), null, USER)),
                login("remember-me", () -> new RememberMeAuthenticationToken("key", ada(), USER)),
                login("X.509", () -> new PreAuthenticatedAuthenticationToken(ada(), certificate(), USER)),
                login("LDAP", () -> UsernamePasswordAuthenticationToken.authenticated(ldapUser(), "secret", ldapUser().getAuthorities())),
                login("LDAP, inetOrgPerson", () -> UsernamePasswordAuthenticationToken.authenticated(inetOrgPerson(), null, USER)),
                login("OAuth2 client", () -> new OAuth2AuthenticationToken(oauth2User(), USER, "github")),
                new Kind("OAuth2 client: request", LoginsTest::authorizationRequests),
                new Kind("OAuth2 client: tokens", LoginsTest::authorizedClients),
                login("OIDC", () -> new OAuth2AuthenticationToken(oidcUser(), oidcUser().getAuthorities(), "sso")),
                login("resource server, JWT", () -> new JwtAuthenticationToken(jwt(), USER)),
                login("resource server, opaque token", () -> new BearerTokenAuthentication(
                        new OAuth2IntrospectionAuthenticatedPrincipal(claims(), USER), accessToken(), USER)),
                login("resource server, default principal", () -> new BearerTokenAuthentication(
                        new DefaultOAuth2AuthenticatedPrincipal(claims(), USER), accessToken(), USER)),
                new Kind("resource server: token", () -> new BearerTokenAuthenticationToken("token")),
                login("SAML2", () -> new Saml2Authentication(
                        new DefaultSaml2AuthenticatedPrincipal(
                                "ada", Map.of("mail", List.<Object>of("ada@example.org", NOW)), List.of("index")),
                        "<response/>",
                        USER)),
                login("CAS", () -> new CasAuthenticationToken("key", ada(), "ST-1", USER, ada(), assertion())),
                login("WebAuthn", () -> new WebAuthnAuthentication(passkeyUser(), USER)),
                new Kind("WebAuthn: request", LoginsTest::passkeyRequest),
                login("switch-user", () -> UsernamePasswordAuthenticationToken.authenticated(
                        ada(),
                        null,
                        List.of(new SwitchUserGrantedAuthority(
                                "ROLE_PREVIOUS_ADMINISTRATOR",
                                UsernamePasswordAuthenticationToken.authenticated(ada(), null, USER))))),
                new Kind("one-time token", () -> new DefaultOneTimeToken("token", "ada", NOW)),
                new Kind("saved request", LoginsTest::savedRequest),
                new Kind("CSRF token", () -> new DefaultCsrfToken("X-CSRF-TOKEN", "_csrf", "token")),
                new Kind("exception: password", () -> new BadCredentialsException("Bad credentials", new LockedException("locked"))),
                new Kind("exception: OAuth2", () -> new OAuth2AuthenticationException(new OAuth2Error("denied", "no", "https://example.org"))),
                new Kind("exception: token", () -> new InvalidBearerTokenException("expired")));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void login_readOnOtherNode_isTheSame(Kind kind) throws Throwable {
        Object value = kind.value().get();

        Object back = onOtherNode(value);

        assertThat(back).isInstanceOf(value.getClass()).usingRecursiveComparison().isEqualTo(value);
        // Sets and maps have their order by now: a session that is only read must not count as changed.
        byte[] again = node().encode("login", back);
        assertThat(node().encode("login", node().decode("login", again))).isEqualTo(again);
    }

    @Test
    void oidc_issuer_isAUrlThatAsksNoNameServer() throws Throwable {
        SecurityContextImpl back = (SecurityContextImpl) onOtherNode(
                new SecurityContextImpl(new OAuth2AuthenticationToken(oidcUser(), USER, "sso")));

        DefaultOidcUser user = (DefaultOidcUser) back.getAuthentication().getPrincipal();
        assertThat(user.getIssuer()).hasToString("https://issuer.invalid:8443/realm?x=1#f");
        // By the address of its host, none would be equal to another one.
        assertThat(Set.of(user.getIssuer())).contains(user.getIdToken().getIssuer());
    }

    @Test
    void urlOfOtherProtocol_withHost_isReadAndComparedAsText() throws Throwable {
        byte[] stored = node().encode("links", new Links(new URL("ftp://files.invalid/x")));

        Links read = (Links) node().decode("links", stored);
        assertThat(read.url().toExternalForm()).isEqualTo("ftp://files.invalid/x");
    }

    @Test
    void passkeyRegistration_optionsByTheirOwnDesign_cannotBeStored() {
        PublicKeyCredentialCreationOptions options = PublicKeyCredentialCreationOptions.builder()
                .user(passkeyUser())
                .challenge(Bytes.random())
                .pubKeyCredParams(new ArrayList<>())
                .build();

        assertThat(options).isNotInstanceOf(Serializable.class);
    }

    record Links(URL url) implements Serializable {}

    private static X509Certificate certificate() throws Exception {
        try (InputStream pem = LoginsTest.class.getResourceAsStream("/ada.pem")) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static LdapUserDetailsImpl ldapUser() {
        LdapUserDetailsImpl.Essence user = new LdapUserDetailsImpl.Essence();
        user.setDn("uid=ada,ou=people,dc=example,dc=org");
        user.setUsername("ada");
        user.setAuthorities(List.of(new LdapAuthority("ROLE_USER", "cn=users", Map.of("cn", List.of("users")))));
        return (LdapUserDetailsImpl) user.createUserDetails();
    }

    private static Object inetOrgPerson() {
        DirContextAdapter entry = new DirContextAdapter("uid=ada,ou=people,dc=example,dc=org");
        entry.setAttributeValue("uid", "ada");
        entry.setAttributeValue("cn", "Ada");
        entry.setAttributeValue("sn", "Lovelace");
        entry.setAttributeValue("mail", "ada@example.org");
        InetOrgPerson.Essence person = new InetOrgPerson.Essence(entry);
        person.setUsername("ada");
        person.setAuthorities(USER);
        return person.createUserDetails();
    }

    private static Map<String, Object> claims() throws Exception {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", "ada");
        claims.put("iss", new URL("https://issuer.invalid:8443/realm?x=1#f"));
        claims.put("aud", List.of("shop"));
        claims.put("iat", NOW);
        claims.put("exp", NOW.plusSeconds(60));
        claims.put("email_verified", true);
        claims.put("address", Map.of("country", "DE"));
        claims.put("roles", new ArrayList<>(List.of("a", "b")));
        return claims;
    }

    private static DefaultOAuth2User oauth2User() throws Exception {
        return new DefaultOAuth2User(List.of(new OAuth2UserAuthority(claims())), claims(), "sub");
    }

    private static DefaultOidcUser oidcUser() throws Exception {
        OidcIdToken token = new OidcIdToken("token", NOW, NOW.plusSeconds(60), claims());
        OidcUserInfo info = new OidcUserInfo(claims());
        return new DefaultOidcUser(List.of(new OidcUserAuthority(token, info)), token, info);
    }

    private static Jwt jwt() throws Exception {
        return new Jwt("token", NOW, NOW.plusSeconds(60), Map.of("alg", "RS256"), claims());
    }

    private static OAuth2AccessToken accessToken() {
        return new OAuth2AccessToken(OAuth2AccessToken.TokenType.BEARER, "token", NOW, NOW.plusSeconds(60), Set.of("read"));
    }

    private static ClientRegistration registration() {
        return ClientRegistration.withRegistrationId("sso")
                .clientId("shop")
                .clientSecret("secret")
                .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                .scope("openid")
                .authorizationUri("https://issuer.invalid/auth")
                .tokenUri("https://issuer.invalid/token")
                .jwkSetUri("https://issuer.invalid/keys")
                .userInfoUri("https://issuer.invalid/me")
                .userNameAttributeName("sub")
                .issuerUri("https://issuer.invalid")
                .providerConfigurationMetadata(Map.of("scopes_supported", List.of("openid")))
                .build();
    }

    /** Returns authorized clients as HttpSessionOAuth2AuthorizedClientRepository keeps them. */
    private static Map<String, OAuth2AuthorizedClient> authorizedClients() {
        Map<String, OAuth2AuthorizedClient> clients = new HashMap<>();
        clients.put(
                "sso",
                new OAuth2AuthorizedClient(registration(), "ada", accessToken(), new OAuth2RefreshToken("refresh", NOW)));
        return clients;
    }

    /** Returns an authorization request as HttpSessionOAuth2AuthorizationRequestRepository keeps it. */
    private static Object authorizationRequests() {
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri("https://issuer.invalid/auth")
                .clientId("shop")
                .redirectUri("https://shop.invalid/login/oauth2/code/sso")
                .scopes(Set.of("openid"))
                .state("state")
                .attributes(Map.of("registration_id", "sso", "nonce", "nonce"))
                .additionalParameters(Map.of("nonce", "hash"))
                .build();
    }

    private static AssertionImpl assertion() {
        return new AssertionImpl(new AttributePrincipalImpl("ada", Map.of("mail", "ada@example.org")), Map.of("a", "b"));
    }

    private static ImmutablePublicKeyCredentialUserEntity passkeyUser() {
        return (ImmutablePublicKeyCredentialUserEntity) ImmutablePublicKeyCredentialUserEntity.builder()
                .id(Bytes.fromBase64("YWRh"))
                .name("ada")
                .displayName("Ada")
                .build();
    }

    private static PublicKeyCredentialRequestOptions passkeyRequest() {
        return PublicKeyCredentialRequestOptions.builder()
                .rpId("example.org")
                .challenge(Bytes.fromBase64("YWRh"))
                .allowCredentials(new ArrayList<>())
                .build();
    }

    private static Object savedRequest() {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", "/cart");
        request.setCookies(new Cookie("theme", "dark"));
        request.addHeader("Accept-Language", "de,en;q=0.5");
        request.addParameter("item", "tea", "milk");
        HttpSessionRequestCache cache = new HttpSessionRequestCache();
        cache.saveRequest(request, new org.springframework.mock.web.MockHttpServletResponse());
        return request.getSession().getAttribute("SPRING_SECURITY_SAVED_REQUEST");
    }
}
