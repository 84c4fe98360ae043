package org.abisession.it.frameworks;

import static org.assertj.core.api.Assertions.assertThat;

import org.abisession.it.frameworks.Cluster.Spread;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** MyFaces 4.1 on Jetty. */
@Tag("full")
class MyFacesOnJettyTest extends FacesContract {
    MyFacesOnJettyTest() {
        super(Server.Kind.JETTY, "myfaces", "faces-myfaces");
    }

    @Test
    void flash_nodesInTurn_isThereAfterARedirect() {
        assertThat(leave(browser(Spread.IN_TURN)).text("said")).isEqualTo("1 notes");
    }
}
