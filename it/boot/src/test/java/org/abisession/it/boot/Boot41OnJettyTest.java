package org.abisession.it.boot;

class Boot41OnJettyTest extends ShopContract {
    Boot41OnJettyTest() {
        super(Application.BOOT_4_1, "jetty", false);
    }
}
