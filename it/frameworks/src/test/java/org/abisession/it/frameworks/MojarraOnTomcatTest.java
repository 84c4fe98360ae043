package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Mojarra 4.1 on Tomcat. */
@Tag("full")
class MojarraOnTomcatTest extends FacesContract {
    MojarraOnTomcatTest() {
        super(Server.Kind.TOMCAT, "mojarra", "faces-mojarra");
    }
}
