package org.abisession.tomcat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Tag;

/** The contract of a servlet container with {@code near-cache}, on Tomcat. */
@Tag("full")
class TomcatLeasesContractTest extends TomcatServletContractTest {
    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("near-cache", "1s");
        return super.start(webapp, contextPath, all);
    }
}
