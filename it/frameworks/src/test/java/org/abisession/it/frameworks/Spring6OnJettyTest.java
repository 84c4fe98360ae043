package org.abisession.it.frameworks;

/** Spring 6.2 and Spring Security 6.5 on Jetty. */
class Spring6OnJettyTest extends SpringContract {
    Spring6OnJettyTest() {
        super(Server.Kind.JETTY, "spring6");
    }
}
