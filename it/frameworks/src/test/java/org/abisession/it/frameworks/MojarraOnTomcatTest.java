package org.abisession.it.frameworks;

/** Mojarra 4.1 on Tomcat. */
class MojarraOnTomcatTest extends FacesContract {
    MojarraOnTomcatTest() {
        super(Server.Kind.TOMCAT, "mojarra", "faces-mojarra");
    }
}
