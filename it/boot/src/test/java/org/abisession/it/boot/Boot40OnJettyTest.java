package org.abisession.it.boot;

class Boot40OnJettyTest extends ShopContract {
    Boot40OnJettyTest() {
        super(Application.BOOT_4_0, "jetty");
    }
}
