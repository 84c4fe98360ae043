package org.abisession.tomcat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;

/** The contract of a servlet container on Redis Cluster, on Tomcat. */
@Tag("matrix")
class TomcatClusterContractTest extends TomcatServletContractTest {
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
