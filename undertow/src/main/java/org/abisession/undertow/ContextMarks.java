package org.abisession.undertow;

import io.undertow.servlet.api.DeploymentInfo;
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

    static ApplicationMarks of(DeploymentInfo deployment, ServletContext application) {
        ContextMarks collected = new ContextMarks(application);
        collected.components(deployment);
        collected.pages("/", PAGE_LEVELS);
        collected.packages("/WEB-INF/classes/", "", PACKAGE_LEVELS);
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
