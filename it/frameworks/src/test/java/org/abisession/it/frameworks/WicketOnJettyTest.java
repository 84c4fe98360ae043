package org.abisession.it.frameworks;

/** Wicket 10 on Jetty. */
class WicketOnJettyTest extends WicketContract {
    WicketOnJettyTest() {
        super(Server.Kind.JETTY);
    }
}
