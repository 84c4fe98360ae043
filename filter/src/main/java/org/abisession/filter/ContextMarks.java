package org.abisession.filter;

import jakarta.servlet.ServletContext;
import org.abisession.node.ApplicationMarks;
import org.jspecify.annotations.Nullable;

/** Collects what the application of a context is known by, when its initializers and listeners have run. */
final class ContextMarks {
    private final ApplicationMarks marks = new ApplicationMarks();

    static ApplicationMarks of(ServletContext application) {
        ContextMarks collected = new ContextMarks();
        application.getServletRegistrations().values().forEach(servlet -> collected.add(servlet.getClassName()));
        application.getFilterRegistrations().values().forEach(filter -> collected.add(filter.getClassName()));
        collected.marks.addResources(application::getResourcePaths);
        collected.marks.addDisplayName(application.getServletContextName());
        return collected.marks;
    }

    private void add(@Nullable String className) {
        if (className != null && !className.equals(SessionFilter.class.getName())) {
            marks.addClass(className);
        }
    }
}
