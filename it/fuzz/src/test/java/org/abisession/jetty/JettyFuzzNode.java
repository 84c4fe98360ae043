package org.abisession.jetty;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract.Node;

/** An embedded Jetty for the fuzzers. */
public final class JettyFuzzNode {
    private JettyFuzzNode() {}

    /** Starts one with this web application as the root. */
    public static Node start(Path webapp, Map<String, String> settings) throws Exception {
        JettyNode node = new JettyNode(settings);
        node.add(webapp, "");
        return node.start();
    }
}
