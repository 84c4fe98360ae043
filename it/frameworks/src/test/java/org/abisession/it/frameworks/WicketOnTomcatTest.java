package org.abisession.it.frameworks;

/** Wicket 10 on Tomcat. */
class WicketOnTomcatTest extends WicketContract {
    WicketOnTomcatTest() {
        super(Server.Kind.TOMCAT);
    }
}
