package org.abisession.it.frameworks;

/** Mojarra 4.1 on Jetty. */
class MojarraOnJettyTest extends FacesContract {
    MojarraOnJettyTest() {
        super(Server.Kind.JETTY, "mojarra", "faces-mojarra");
    }
}
