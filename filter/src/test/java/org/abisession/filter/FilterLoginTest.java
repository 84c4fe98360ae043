package org.abisession.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.abisession.contract.ContractWebapp;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A login of the container lives as long as the session of the application that has it, on its node. */
class FilterLoginTest {
    @RegisterExtension
    static final RedisExtension REDIS = new RedisExtension();

    private final SessionClient user = new SessionClient();
    private TomcatNode node;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        Path webapp = new ContractWebapp().secured("FORM").writeTo(directory);
        SessionFilterInstaller installer = new SessionFilterInstaller();
        Map.of("redis-url", REDIS.uri(), "env-file", "off").forEach(installer::set);
        node = TomcatNode.start(
                webapp, "", (String) null, context -> context.addServletContainerInitializer(installer, Set.of()));
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    private String get(String path) {
        return user.get(node.port(), path).body();
    }

    @Test
    void login_byTheApplicationWithASession_isKeptByTheContainerAndChangesTheId() {
        get("/do?set=cart:tea");
        String anonymous = user.sessionId();
        assertThat(get("/do?login=ann:tea&user")).isEqualTo("login=ok\nuser=ann\n");

        assertThat(user.sessionId()).isNotEqualTo(anonymous);
        assertThat(get("/customer?user&get=cart")).isEqualTo("user=ann\ncart=tea\n");
        SessionClient fixed = new SessionClient().withCookie(anonymous);
        assertThat(fixed.get(node.port(), "/do?user&get=cart").body()).isEqualTo("user=null\ncart=null\n");
    }

    @Test
    void login_refused_keepsTheIdAndNoUser() {
        get("/do?set=cart:tea");
        String anonymous = user.sessionId();
        assertThat(get("/do?login=ann:coffee")).doesNotContain("login=ok");

        assertThat(get("/do?user&get=cart")).isEqualTo("user=null\ncart=tea\n");
        assertThat(user.sessionId()).isEqualTo(anonymous);
    }

    @Test
    void login_byTheApplicationWithoutASession_makesNone() {
        assertThat(get("/do?login=ann:tea&user")).isEqualTo("login=ok\nuser=ann\n");

        assertThat(user.cookies()).isEmpty();
    }

    @Test
    void invalidate_ofASessionWithALoginOfTheContainer_endsThatToo() {
        get("/customer");
        user.post(node.port(), "/j_security_check", "j_username=ann&j_password=tea");
        assertThat(get("/customer?user&set=cart:tea")).startsWith("user=ann\n");
        get("/do?invalidate");

        assertThat(get("/do?user&get=cart")).isEqualTo("user=null\ncart=null\n");
        assertThat(get("/customer?user")).doesNotContain("user=ann");
    }
}
