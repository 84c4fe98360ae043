package org.abisession.tomcat;

import java.util.stream.Stream;
import org.abisession.node.ApplicationMarks;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.tomcat.util.descriptor.web.FilterDef;

/** Collects what the application of a context is known by, when its initializers and listeners have run. */
final class ContextMarks {
    private final ApplicationMarks marks = new ApplicationMarks();

    static ApplicationMarks of(Context context) {
        ContextMarks collected = new ContextMarks();
        collected.components(context);
        collected.marks.addResources(context.getServletContext()::getResourcePaths);
        collected.marks.addDisplayName(context.getDisplayName());
        return collected.marks;
    }

    private void components(Context context) {
        for (Container child : context.findChildren()) {
            if (child instanceof Wrapper servlet) {
                marks.addClass(servlet.getServletClass());
                if (servlet.getServletClass() == null && servlet.getServlet() != null) {
                    marks.addClass(servlet.getServlet().getClass().getName());
                }
            }
        }
        for (FilterDef filter : context.findFilterDefs()) {
            marks.addClass(filter.getFilterClass());
            if (filter.getFilterClass() == null && filter.getFilter() != null) {
                marks.addClass(filter.getFilter().getClass().getName());
            }
        }
        Stream.of(context.findApplicationListeners()).forEach(marks::addClass);
        Stream.concat(
                        Stream.of(context.getApplicationEventListeners()),
                        Stream.of(context.getApplicationLifecycleListeners()))
                .forEach(listener -> marks.addClass(listener.getClass().getName()));
    }
}
