package org.abisession.it.frameworks;

import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Spring 6.2 and Spring Security 6.5 on Tomcat. */
@EnabledIfSystemProperty(named = "frameworks", matches = "all", disabledReason = "runs in the long form: -Pstress")
class Spring6OnTomcatTest extends SpringContract {
    Spring6OnTomcatTest() {
        super(Server.Kind.TOMCAT, "spring6");
    }
}
