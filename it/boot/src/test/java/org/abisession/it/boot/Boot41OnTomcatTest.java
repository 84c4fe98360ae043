package org.abisession.it.boot;

class Boot41OnTomcatTest extends ShopContract {
    Boot41OnTomcatTest() {
        super(Application.BOOT_4_1, "tomcat", false);
    }
}
