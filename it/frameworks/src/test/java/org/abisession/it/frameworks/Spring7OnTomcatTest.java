package org.abisession.it.frameworks;

/** Spring 7.0 and Spring Security 7.0 on Tomcat. */
class Spring7OnTomcatTest extends SpringContract {
    Spring7OnTomcatTest() {
        super(Server.Kind.TOMCAT, "spring7");
    }
}
