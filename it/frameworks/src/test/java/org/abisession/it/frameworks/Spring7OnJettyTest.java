package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Spring 7.0 and Spring Security 7.0 on Jetty. */
@Tag("matrix")
class Spring7OnJettyTest extends SpringContract {
    Spring7OnJettyTest() {
        super(Server.Kind.JETTY, "spring7");
    }
}
