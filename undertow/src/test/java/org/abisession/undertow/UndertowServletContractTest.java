package org.abisession.undertow;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.abisession.contract.ServletContainerContract;

/** The contract of a servlet container, on Undertow. */
class UndertowServletContractTest extends ServletContainerContract {
    private final AtomicInteger nodes = new AtomicInteger();

    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws Exception {
        return UndertowNode.start(webapp, contextPath, settings, "n" + nodes.incrementAndGet());
    }

    @Override
    protected String documentedAs() {
        return "Undertow";
    }

    @Override
    public boolean upgrades() {
        return false; // a request without the header is refused
    }

    @Override
    public String nullNameException() {
        return "NullPointerException";
    }

    @Override
    public boolean tellsBindingListenerOfSameInstance() {
        return false;
    }

    @Override
    public String visibleWhileEnding() {
        return "null";
    }

    @Override
    public boolean listenerFailureReachesTheRequest() {
        return false;
    }

    @Override
    public String urlParameter(String cookie) {
        return cookie.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean tellsTheSourceOfUnknownIds() {
        return false;
    }

    @Override
    public boolean answersTheIntervalOfAnEndedSession() {
        return false;
    }

    @Override
    public boolean renewsIds() {
        return false;
    }

    @Override
    public boolean renewsKeptSessions() {
        return false;
    }
}
