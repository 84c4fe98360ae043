package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Spring 6.2 and Spring Security 6.5 on Jetty. */
@Tag("full")
class Spring6OnJettyTest extends SpringContract {
    Spring6OnJettyTest() {
        super(Server.Kind.JETTY, "spring6");
    }
}
