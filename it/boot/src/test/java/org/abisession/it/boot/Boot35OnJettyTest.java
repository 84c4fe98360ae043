package org.abisession.it.boot;

class Boot35OnJettyTest extends ShopContract {
    Boot35OnJettyTest() {
        super(Application.BOOT_3_5, "jetty", false);
    }
}
