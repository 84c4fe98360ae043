package org.abisession.it.frameworks;

/** Shiro 2.1 on Jetty. */
class ShiroOnJettyTest extends ShiroContract {
    ShiroOnJettyTest() {
        super(Server.Kind.JETTY);
    }
}
