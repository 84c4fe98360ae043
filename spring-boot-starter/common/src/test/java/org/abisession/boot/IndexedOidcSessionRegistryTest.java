package org.abisession.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.security.oauth2.client.oidc.authentication.logout.OidcLogoutToken;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionInformation;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;

/** Sessions that are not in Redis, as on a server that the starter does not serve. */
class IndexedOidcSessionRegistryTest {
    private final IndexedOidcSessionRegistry registry =
            new IndexedOidcSessionRegistry(BootSessions.of(new StandardEnvironment(), new StaticListableBeanFactory()));

    private static OidcSessionInformation login(String id, String sid) {
        OidcIdToken token = OidcIdToken.withTokenValue("token")
                .issuer("https://issuer.example")
                .audience(List.of("shop"))
                .subject("ada")
                .claim("sid", sid)
                .build();
        return new OidcSessionInformation(id, Map.of(), new DefaultOidcUser(List.of(), token));
    }

    private static OidcLogoutToken logout(String sid) {
        return OidcLogoutToken.withTokenValue("token")
                .issuer("https://issuer.example")
                .audience(List.of("shop"))
                .issuedAt(Instant.EPOCH)
                .jti("1")
                .events(Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()))
                .sessionId(sid)
                .build();
    }

    @Test
    void sessionsThatAreNotInRedis_areKeptAsSpringSecurityKeepsThem() {
        OidcSessionInformation first = login("an-id-of-no-session-in-redis", "1");
        OidcSessionInformation second = login("another-id-of-no-session-there", "2");
        registry.saveSessionInformation(first);
        registry.saveSessionInformation(second);

        assertThat(registry.removeSessionInformation(logout("1"))).containsExactly(first);
        assertThat(registry.removeSessionInformation(logout("1"))).isEmpty();
        assertThat(registry.removeSessionInformation(second.getSessionId())).isEqualTo(second);
        assertThat(registry.removeSessionInformation("unknown")).isNull();
    }
}
