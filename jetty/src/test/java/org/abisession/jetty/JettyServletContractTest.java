package org.abisession.jetty;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.JettyNode;
import org.abisession.contract.ServletContainerContract;
import org.eclipse.jetty.util.Jetty;

/** The contract on embedded Jetty, ee10. */
class JettyServletContractTest extends ServletContainerContract {
    private final AtomicInteger nodes = new AtomicInteger();

    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws Exception {
        JettyNode node = new JettyNode(settings).named("n" + nodes.incrementAndGet());
        node.add(webapp, contextPath);
        return node.start();
    }

    @Override
    protected String documentedAs() {
        return "Jetty " + Jetty.VERSION.substring(0, Jetty.VERSION.lastIndexOf('.'));
    }

    @Override
    public String nullNameException() {
        return "NullPointerException";
    }

    @Override
    public boolean bindsBeforeVisible() {
        return false;
    }

    @Override
    public boolean bindingEventsHaveTheValue() {
        return false;
    }

    @Override
    public boolean tellsBindingListenerOfSameInstance() {
        return false;
    }

    @Override
    public boolean tellsAttributeListenersOfSameInstance() {
        return false;
    }

    @Override
    public String visibleWhileEnding() {
        return "null";
    }

    @Override
    public boolean namesUrlParameterAsTheCookie() {
        return false;
    }

    @Override
    public boolean sharesNewIdsAcrossApplications() {
        return false;
    }

    @Override
    public boolean upgrades() {
        return false;
    }
}
