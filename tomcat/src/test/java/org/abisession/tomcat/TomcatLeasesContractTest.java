package org.abisession.tomcat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.catalina.LifecycleException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of a servlet container with {@code near-cache}, on Tomcat. */
@Tag("matrix")
class TomcatLeasesContractTest extends TomcatServletContractTest {
    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("near-cache", "10s");
        return super.start(webapp, contextPath, all);
    }

    @Override
    protected @Nullable String documentedAs() {
        return null;
    }

    @Override
    @Test
    public void cost_deferredValue_isOneMore() {
        Assumptions.abort("A deferred value is read once, and then it is in the copy");
    }
}
