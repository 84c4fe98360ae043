package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Shiro 2.1 on Jetty. */
@Tag("full")
class ShiroOnJettyTest extends ShiroContract {
    ShiroOnJettyTest() {
        super(Server.Kind.JETTY);
    }
}
