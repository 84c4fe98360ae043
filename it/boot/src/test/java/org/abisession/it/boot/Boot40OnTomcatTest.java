package org.abisession.it.boot;

import org.junit.jupiter.api.Tag;

@Tag("matrix")
class Boot40OnTomcatTest extends ShopContract {
    Boot40OnTomcatTest() {
        super(Application.BOOT_4_0, "tomcat");
    }
}
