package org.abisession.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abisession.contract.ServletContainerContract;
import org.abisession.contract.TomcatNode;
import org.apache.catalina.LifecycleException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of a servlet container with the filter, on Tomcat with its own manager. */
@ExtendWith(NotOfAFilter.class)
class FilterServletContractTest extends ServletContainerContract {
    private final AtomicInteger nodes = new AtomicInteger();

    @Override
    protected Node start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        return TomcatNode.start(webapp, contextPath, "n" + nodes.incrementAndGet(), context -> {
            SessionFilterInstaller installer = new SessionFilterInstaller();
            settings.forEach(installer::set);
            context.addServletContainerInitializer(installer, Set.of());
        });
    }

    @Override
    protected String documentedAs() {
        return "any other of Servlet 6.0";
    }

    @Override
    public boolean tellsBindingListenerOfSameInstance() {
        return false;
    }

    @Override
    public boolean holdsClosedResponses() {
        return false;
    }

    @Test
    void leftOut_everyName_isATestOfTheContract() {
        Set<String> tests = Stream.of(FilterServletContractTest.class.getMethods())
                .map(Method::getName)
                .collect(Collectors.toSet());

        assertThat(NotOfAFilter.REASONS.values()).allMatch(tests::containsAll);
    }

    @Override
    public boolean renewsIds() {
        return false;
    }
}
