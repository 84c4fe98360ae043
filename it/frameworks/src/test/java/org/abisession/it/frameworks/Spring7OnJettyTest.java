package org.abisession.it.frameworks;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Spring 7.0 and Spring Security 7.0 on Jetty. */
@EnabledIfSystemProperty(named = "frameworks", matches = "all", disabledReason = "runs in the long form: -Pstress")
class Spring7OnJettyTest extends SpringContract {
    Spring7OnJettyTest() {
        super(Server.Kind.JETTY, "spring7");
    }
}
