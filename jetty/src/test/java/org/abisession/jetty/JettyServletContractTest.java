package org.abisession.jetty;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract;

/** The contract on embedded Jetty, ee10. */
class JettyServletContractTest extends ServletContainerContract {
    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws Exception {
        JettyNode node = new JettyNode(settings);
        node.add(webapp, contextPath);
        return node.start();
    }
}
