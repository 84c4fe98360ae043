package org.abisession.tomcat;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.ServletContainerContract;
import org.abisession.contract.TomcatNode;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.util.ServerInfo;
import org.jspecify.annotations.Nullable;

/** The contract of a servlet container, on Tomcat. */
class TomcatServletContractTest extends ServletContainerContract {
    private final AtomicInteger nodes = new AtomicInteger();

    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        return TomcatNode.start(webapp, contextPath, settings, nextRoute());
    }

    @Override
    protected @Nullable String documentedAs() {
        String version = ServerInfo.getServerNumber();
        return "Tomcat " + (version.startsWith("10.1.") ? "10.1" : version.substring(0, version.indexOf('.')));
    }

    /** Returns the name of the next node, which follows the dot in its cookies. */
    String nextRoute() {
        return "n" + nodes.incrementAndGet();
    }

    @Override
    public boolean tellsBindingListenerOfSameInstance() {
        return false;
    }

    @Override
    public boolean listenerFailureReachesTheRequest() {
        return false;
    }

    @Override
    public boolean knowsThreadsOfAsynchronousRequests() {
        return false;
    }

    @Override
    public boolean keepsRequestedIdAtAChange() {
        return false;
    }

    @Override
    public boolean holdsClosedResponses() {
        return false;
    }
}
