package org.abisession.tomcat;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract;
import org.apache.catalina.LifecycleException;

/** The contract of a servlet container, on Tomcat. */
class TomcatServletContractTest extends ServletContainerContract {
    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        return TomcatNode.start(webapp, contextPath, settings);
    }
}
