package org.abisession.tomcat;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract.Node;
import org.apache.catalina.LifecycleException;

/** An embedded Tomcat for the fuzzers. */
public final class TomcatFuzzNode {
    private TomcatFuzzNode() {}

    /** Starts one with this web application as the root. */
    public static Node start(Path webapp, Map<String, String> settings) throws LifecycleException {
        return TomcatNode.start(webapp, "", settings);
    }
}
