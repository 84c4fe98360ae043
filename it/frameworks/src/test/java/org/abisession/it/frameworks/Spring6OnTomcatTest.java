package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Spring 6.2 and Spring Security 6.5 on Tomcat. */
@Tag("matrix")
class Spring6OnTomcatTest extends SpringContract {
    Spring6OnTomcatTest() {
        super(Server.Kind.TOMCAT, "spring6");
    }
}
