package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.TomcatNode;
import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** The contract of a servlet container on Tomcat, each of whose requests has a virtual thread. */
@Tag("matrix")
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Java has virtual threads since 21")
class TomcatVirtualThreadsContractTest extends TomcatServletContractTest {
    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        TomcatNode node = TomcatNode.start(webapp, contextPath, nextRoute(), context -> {
            context.setManager(TomcatNode.manager(settings));
            if (context.getParent() != null) { // the one that the server starts with
                connector(context).setProperty("useVirtualThreads", "true");
            }
        });
        assertThat(connector(node.context()).getProtocolHandler().getExecutor())
                .isInstanceOf(VirtualThreadExecutor.class);
        return node;
    }

    private static Connector connector(Context context) {
        Engine engine = (Engine) context.getParent().getParent();
        return engine.getService().findConnectors()[0];
    }

    @Override
    protected @Nullable String documentedAs() {
        return null;
    }

    @Override
    @Test
    public void request_waitsForRedis_holdsNoMonitor() {
        Assumptions.abort("No list of threads and their monitors has the virtual ones");
    }
}
