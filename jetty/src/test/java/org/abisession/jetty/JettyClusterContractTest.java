package org.abisession.jetty;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The contract of a servlet container on Redis Cluster, on Jetty. */
@Tag("matrix")
class JettyClusterContractTest extends JettyServletContractTest {
    @Override
    protected boolean onCluster() {
        return true;
    }

    @Override
    public boolean renewsIds() {
        return false;
    }

    @Override
    protected @Nullable String documentedAs() {
        return null;
    }
}
