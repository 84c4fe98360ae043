package org.abisession.it.boot;

import org.junit.jupiter.api.Tag;

@Tag("full")
class Boot35OnTomcatTest extends ShopContract {
    Boot35OnTomcatTest() {
        super(Application.BOOT_3_5, "tomcat");
    }
}
