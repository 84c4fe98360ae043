package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A node dies, as by {@code kill -9}, on which one user of each kind of login has been from the beginning. */
@Tag("full")
@ExtendWith(PortalExtension.class)
@ResourceLock(PortalExtension.PORTAL)
@ParameterizedClass
@MethodSource("org.abisession.it.boot.Cell#all")
class KilledNodeTest {
    private final Cell cell;

    KilledNodeTest(Cell cell) {
        this.cell = cell;
    }

    @Test
    void logins_theirOnlyNodeIsKilled_goOnOnOthers(PortalServers servers) throws Exception {
        List<LoginContract> logins = List.of(
                new FormLoginTest(cell),
                new RememberMeLoginTest(cell),
                new BasicLoginTest(cell),
                new LdapLoginTest(cell),
                new JpaLoginTest(cell),
                new SwitchUserLoginTest(cell),
                new OAuth2ClientLoginTest(cell),
                new OidcLoginTest(cell),
                new ResourceServerLoginTest(cell),
                new OpaqueTokenLoginTest(cell),
                new CasLoginTest(cell),
                new SamlLoginTest(cell),
                new PasskeyLoginTest(cell));
        try (Node victim = servers.node(cell)) {
            for (LoginContract login : logins) {
                login.open(servers);
                login.user.use(List.of(victim));
                login.login();
                login.user.post("/" + login.area + "/notes", Map.of("text", "kept"));
            }
        }

        for (LoginContract login : logins) {
            login.user.use(servers.nodes(cell));
            assertThat(login.user.get("/" + login.area + "/me").body()).isEqualTo(login.me());
            assertThat(login.user.get("/" + login.area + "/notes").body())
                    .as(login.area)
                    .isEqualTo("[kept]");
        }
    }
}
