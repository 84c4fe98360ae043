package org.abisession.it.boot;

class Boot35OnTomcatTest extends ShopContract {
    Boot35OnTomcatTest() {
        super(Application.BOOT_3_5, "tomcat", true);
    }
}
