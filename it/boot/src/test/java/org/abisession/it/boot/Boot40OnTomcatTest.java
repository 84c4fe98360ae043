package org.abisession.it.boot;

class Boot40OnTomcatTest extends ShopContract {
    Boot40OnTomcatTest() {
        super(Application.BOOT_4_0, "tomcat", false);
    }
}
