package org.abisession.tomcat;

import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.stream.Stream;
import org.abisession.node.ApplicationMarks;
import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.jspecify.annotations.Nullable;

/** Collects what the application of a context is known by, when its initializers and listeners have run. */
final class ContextMarks {
    /** Pages are looked for in the document root and the folders in it; classes in so many folders of packages. */
    private static final int PAGE_LEVELS = 2;

    private static final int PACKAGE_LEVELS = 6;
    private static final int MOST_FOLDERS = 500;

    private final ServletContext application;
    private final ApplicationMarks marks = new ApplicationMarks();
    private int folders;

    private ContextMarks(ServletContext application) {
        this.application = application;
    }

    static ApplicationMarks of(Context context) {
        ContextMarks collected = new ContextMarks(context.getServletContext());
        collected.components(context);
        collected.pages("/", PAGE_LEVELS);
        collected.packages("/WEB-INF/classes/", "", PACKAGE_LEVELS);
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

    private void pages(String folder, int levels) {
        for (String path : in(folder)) {
            if (!path.endsWith("/")) {
                marks.addFile(path);
            } else if (levels > 1 && !path.endsWith("-INF/")) {
                pages(path, levels - 1);
            }
        }
    }

    private void packages(String folder, String name, int levels) {
        boolean hasClasses = false;
        for (String path : in(folder)) {
            if (path.endsWith(".class")) {
                hasClasses = true;
            } else if (path.endsWith("/") && levels > 1) {
                String last = path.substring(folder.length(), path.length() - 1);
                packages(path, name.isEmpty() ? last : name + "." + last, levels - 1);
            }
        }
        if (hasClasses) {
            marks.addPackage(name);
        }
    }

    private Set<String> in(String folder) {
        @Nullable Set<String> paths = folders++ < MOST_FOLDERS ? application.getResourcePaths(folder) : null;
        return paths == null ? Set.of() : paths;
    }
}
