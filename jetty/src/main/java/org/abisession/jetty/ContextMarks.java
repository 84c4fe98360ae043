package org.abisession.jetty;

import org.abisession.node.ApplicationMarks;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;

/** Collects what the application of a context is known by, when its initializers have run. */
final class ContextMarks {
    /** The levels of folders in which pages are looked for: the document root and the folders in it. */
    private static final int PAGE_LEVELS = 2;

    private static final int PACKAGE_LEVELS = 6;
    private static final int MOST_FOLDERS = 500;

    private final ApplicationMarks marks = new ApplicationMarks();
    private int folders;

    private ContextMarks() {}

    static ApplicationMarks of(ContextHandler core) {
        ContextMarks collected = new ContextMarks();
        for (Object handler : new Object[] {core, EnvironmentContext.call(core, "getContextHandler")}) {
            Object servlets = EnvironmentContext.call(handler, "getServletHandler");
            collected.components(servlets, "getServlets");
            collected.components(servlets, "getFilters");
            collected.components(servlets, "getListeners");
        }
        Resource base = core.getBaseResource();
        if (base != null && base.isDirectory()) {
            collected.pages(base, "/", PAGE_LEVELS);
            collected.packages(base.resolve("WEB-INF/classes"), "", PACKAGE_LEVELS);
        }
        String name = core.getDisplayName();
        // Where the application has none, Jetty makes one of the context path.
        String path = core.getContextPath();
        if (!path.equals(name) && !(path.equals("/") && "ROOT".equalsIgnoreCase(name))) {
            collected.marks.addDisplayName(name);
        }
        return collected.marks;
    }

    private void components(@Nullable Object servlets, String method) {
        if (EnvironmentContext.call(servlets, method) instanceof Object[] holders) {
            for (Object holder : holders) {
                Object name = EnvironmentContext.call(holder, "getClassName");
                Object instance = EnvironmentContext.call(holder, "getInstance");
                if (name != null) {
                    marks.addClass(name.toString());
                } else if (instance != null) {
                    marks.addClass(instance.getClass().getName());
                }
            }
        }
    }

    private void pages(Resource folder, String path, int levels) {
        if (folders++ < MOST_FOLDERS) {
            for (Resource file : folder) {
                String name = file.getFileName();
                if (!file.isDirectory()) {
                    marks.addFile(path + name);
                } else if (levels > 1 && !name.endsWith("-INF")) {
                    pages(file, path + name + "/", levels - 1);
                }
            }
        }
    }

    private void packages(@Nullable Resource folder, String name, int levels) {
        if (folder == null || !folder.isDirectory() || folders++ >= MOST_FOLDERS) {
            return;
        }
        boolean hasClasses = false;
        for (Resource file : folder) {
            String last = file.getFileName();
            if (file.isDirectory() && levels > 1) {
                packages(file, name.isEmpty() ? last : name + "." + last, levels - 1);
            }
            hasClasses |= last.endsWith(".class");
        }
        if (hasClasses) {
            marks.addPackage(name);
        }
    }
}
