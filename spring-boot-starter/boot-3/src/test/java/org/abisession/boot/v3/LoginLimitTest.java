package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.boot.v3.LimitedApplication.Choice;
import org.abisession.jetty.RedisSessionCache;
import org.abisession.jetty.RedisSessionDataStore;
import org.abisession.settings.SettingsBuilder;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.SessionClient;
import org.abisession.tomcat.RedisSessionManager;
import org.eclipse.jetty.session.SessionManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.embedded.undertow.UndertowServletWebServerFactory;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.authentication.WebAuthnAuthentication;

/** Spring Security's {@code maximumSessions} on one node: which servers' sessions it counts. */
@Tag("full")
class LoginLimitTest {
    private static final EmbeddedRedis REDIS = EmbeddedRedis.start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static LimitedApplication start(Supplier<? extends ServletWebServerFactory> server) {
        return LimitedApplication.start(new Choice(server, LoginLimitTest::byName, true), redis());
    }

    private static String redis() {
        return "abi.session.redis-url=" + REDIS.uri();
    }

    private static Authentication byName(String name) {
        return UsernamePasswordAuthenticationToken.authenticated(name, null, List.of());
    }

    /** Returns the servers that the starter serves, and those that the application has set up by itself. */
    static Stream<Named<Supplier<ServletWebServerFactory>>> servers() {
        return Stream.of(
                Named.of("Tomcat", TomcatServletWebServerFactory::new),
                Named.of("Jetty", JettyServletWebServerFactory::new),
                Named.of("Tomcat of the application", LoginLimitTest::tomcatOfItsOwn),
                Named.of("Jetty of the application", LoginLimitTest::jettyOfItsOwn));
    }

    private static void configure(SettingsBuilder settings) {
        settings.property("redis-url", REDIS.uri(), "the test")
                .property("allowed-classes", "spring-security", "the test");
    }

    private static ServletWebServerFactory tomcatOfItsOwn() {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
        factory.addContextCustomizers(context -> {
            RedisSessionManager manager = new RedisSessionManager();
            manager.configure(LoginLimitTest::configure);
            context.setManager(manager);
        });
        return factory;
    }

    private static ServletWebServerFactory jettyOfItsOwn() {
        JettyServletWebServerFactory factory = new JettyServletWebServerFactory();
        factory.addServerCustomizers(
                server -> server.getContainedBeans(SessionManager.class).forEach(manager -> {
                    RedisSessionDataStore store = new RedisSessionDataStore();
                    store.configure(LoginLimitTest::configure);
                    RedisSessionCache cache = new RedisSessionCache(manager);
                    cache.setSessionDataStore(store);
                    manager.setSessionCache(cache);
                }));
        return factory;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void maximumSessions_sessionsInRedis_refusesTheSecondLogin(Supplier<ServletWebServerFactory> server) {
        try (LimitedApplication node = start(server)) {
            refusesTheSecondLogin(node);

            assertThat(node.bean(SessionHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
        }
    }

    @Test
    void maximumSessions_serverThatIsNotServed_refusesTheSecondLoginAndHealthIsUnknown() {
        try (LimitedApplication node = start(UndertowServletWebServerFactory::new)) {
            refusesTheSecondLogin(node);

            assertThat(node.bean(SessionRegistry.class).getAllPrincipals()).isEmpty();
            assertThat(node.bean(SessionHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UNKNOWN);
        }
    }

    @Test
    void maximumSessions_sameSessionWithTheRouteOfAnotherNode_isTheUsersOwn() {
        try (LimitedApplication node = start(TomcatServletWebServerFactory::new)) {
            SessionClient client = new SessionClient();
            assertThat(node.logIn(client, "ada")).isTrue();

            client.withCookie(client.sessionId() + ".node0");

            assertThat(node.logIn(client, "ada")).isTrue();
            assertThat(node.get(client)).isEqualTo("ada 1");
            node.logOut(client);
        }
    }

    /** Returns logins whose name is not what their principal says: of an application's own kind, and by a passkey. */
    static Stream<Named<Function<String, Authentication>>> logins() {
        return Stream.of(Named.of("of an own kind", MemberLogin::of), Named.of("passkey", LoginLimitTest::byPasskey));
    }

    /** The principal of an own kind of login: its text is another one at each login. */
    record Member(String address, UUID login) implements Serializable {}

    /** An own kind of login. */
    static final class MemberLogin extends AbstractAuthenticationToken {
        private static final long serialVersionUID = 1L;

        private final Member member;

        private MemberLogin(Member member) {
            super(List.of());
            this.member = member;
            setAuthenticated(true);
        }

        static Authentication of(String name) {
            return new MemberLogin(new Member(name, UUID.randomUUID()));
        }

        @Override
        public String getName() {
            return member.address();
        }

        @Override
        public Member getPrincipal() {
            return member;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }

    private static Authentication byPasskey(String name) {
        return new WebAuthnAuthentication(
                ImmutablePublicKeyCredentialUserEntity.builder()
                        .name(name)
                        .id(Bytes.random())
                        .displayName("User")
                        .build(),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("logins")
    void maximumSessions_nameIsNotThatOfThePrincipal_refusesTheSecondLogin(Function<String, Authentication> logins) {
        try (LimitedApplication node =
                LimitedApplication.start(new Choice(TomcatServletWebServerFactory::new, logins, true), redis())) {
            refusesTheSecondLogin(node);
        }
    }

    /** A principal without a text of its own, of which many have the same hash code. */
    static final class Account implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String address;

        Account(String address) {
            this.address = address;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Account account && account.address.equals(address);
        }

        @Override
        public int hashCode() {
            return address.hashCode();
        }
    }

    @Test
    void maximumSessions_principalsWithoutTextAndWithTheSameHashCode_areNotTakenForOneUser() {
        Choice choice = new Choice(
                TomcatServletWebServerFactory::new,
                name -> UsernamePasswordAuthenticationToken.authenticated(new Account(name), null, List.of()),
                true);
        try (LimitedApplication node = LimitedApplication.start(choice, redis())) {
            assertThat(node.logIn(new SessionClient(), "AaAa@example.org")).isTrue();
            assertThat(node.logIn(new SessionClient(), "BBBB@example.org")).isTrue();
        }
    }

    @Test
    void maximumSessions_userAttributeIsSet_stopsTheStart() {
        Choice choice = new Choice(TomcatServletWebServerFactory::new, LoginLimitTest::byName, true);

        assertThatThrownBy(() -> LimitedApplication.start(choice, redis(), "abi.session.user-attribute=who"))
                .rootCause()
                .hasMessageStartingWith("abi.session.user-attribute must not be set where Spring Security's")
                .hasMessageEndingWith("set abi.session.max-sessions-per-user in place of maximumSessions.");
    }

    private static void refusesTheSecondLogin(LimitedApplication node) {
        SessionClient first = new SessionClient();
        assertThat(node.logIn(first, "ada")).isTrue();
        assertThat(node.get(first)).isEqualTo("ada 1");
        assertThat(node.logIn(new SessionClient(), "ada")).isFalse();
        SessionClient other = new SessionClient();
        assertThat(node.logIn(other, "bob")).isTrue();

        node.logOut(first);
        SessionClient second = new SessionClient();
        assertThat(node.logIn(second, "ada")).isTrue();
        assertThat(node.get(second)).isEqualTo("ada 1");
        node.logOut(second);
        node.logOut(other);
    }
}
