package org.abisession.it.frameworks;

import org.junit.jupiter.api.Tag;

/** Wicket 10 on Tomcat. */
@Tag("full")
class WicketOnTomcatTest extends WicketContract {
    WicketOnTomcatTest() {
        super(Server.Kind.TOMCAT);
    }
}
