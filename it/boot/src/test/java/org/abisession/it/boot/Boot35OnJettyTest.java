package org.abisession.it.boot;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Boot35OnJettyTest extends ShopContract {
    Boot35OnJettyTest() {
        super(Application.BOOT_3_5, "jetty");
    }
}
