package org.abisession.filter;

import jakarta.servlet.ServletContext;
import java.util.Set;
import org.abisession.node.ApplicationMarks;
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

    static ApplicationMarks of(ServletContext application) {
        ContextMarks collected = new ContextMarks(application);
        application.getServletRegistrations().values().forEach(servlet -> collected.add(servlet.getClassName()));
        application.getFilterRegistrations().values().forEach(filter -> collected.add(filter.getClassName()));
        collected.pages("/", PAGE_LEVELS);
        collected.packages("/WEB-INF/classes/", "", PACKAGE_LEVELS);
        collected.marks.addDisplayName(application.getServletContextName());
        return collected.marks;
    }

    private void add(@Nullable String className) {
        if (className != null && !className.equals(SessionFilter.class.getName())) {
            marks.addClass(className);
        }
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
