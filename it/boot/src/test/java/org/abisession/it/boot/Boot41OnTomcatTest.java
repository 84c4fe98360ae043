package org.abisession.it.boot;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Boot41OnTomcatTest extends ShopContract {
    Boot41OnTomcatTest() {
        super(Application.BOOT_4_1, "tomcat");
    }
}
