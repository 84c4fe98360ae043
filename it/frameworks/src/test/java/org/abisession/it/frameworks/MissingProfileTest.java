package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Test;

/** An application of Shiro without the profile of Shiro. */
class MissingProfileTest extends FrameworkContract {
    MissingProfileTest() {
        super(Server.Kind.TOMCAT, "shiro", "shiro", Map.of("unstorable-attributes", "refuse"));
    }

    @Test
    void request_thatNeedsTheProfile_isToldAttributeAndClassAndTheLineToAdd() {
        Page page = browser(Spread.ONE_NODE).get("/notes");

        assertThat(page.status()).isEqualTo(500);
        assertThat(page.html())
                .contains("shiroSavedRequest")
                .contains(
                        "abi.session.allowed-classes=org.apache.shiro.web.util.SavedRequest, or the profile that has it:"
                                + " abi.session.allowed-classes=shiro");
    }
}
