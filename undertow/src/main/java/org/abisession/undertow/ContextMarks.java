package org.abisession.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import org.abisession.node.ApplicationMarks;

/** Collects what the application of a context is known by, when its initializers and listeners have run. */
final class ContextMarks {
    private final ApplicationMarks marks = new ApplicationMarks();

    static ApplicationMarks of(DeploymentInfo deployment, ServletContext application) {
        ContextMarks collected = new ContextMarks();
        collected.components(deployment);
        collected.marks.addResources(application::getResourcePaths);
        collected.marks.addDisplayName(deployment.getDisplayName());
        return collected.marks;
    }

    private void components(DeploymentInfo deployment) {
        deployment
                .getServlets()
                .values()
                .forEach(servlet -> marks.addClass(servlet.getServletClass().getName()));
        deployment
                .getFilters()
                .values()
                .forEach(filter -> marks.addClass(filter.getFilterClass().getName()));
        deployment
                .getListeners()
                .forEach(listener -> marks.addClass(listener.getListenerClass().getName()));
    }
}
