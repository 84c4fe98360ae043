package org.abisession.it.boot;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Boot41OnJettyTest extends ShopContract {
    Boot41OnJettyTest() {
        super(Application.BOOT_4_1, "jetty");
    }
}
