package org.abisession.node;

import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Looks for the pages and packages by which an application is known, in its resources. Used once. */
final class ResourceMarks {
    /** The levels of folders in which pages are looked for: the document root and the folders in it. */
    private static final int PAGE_LEVELS = 2;

    private static final int PACKAGE_LEVELS = 6;
    private static final int MOST_FOLDERS = 500;

    private final ApplicationMarks marks;
    private final Function<String, @Nullable Set<String>> resourcePaths;
    private int folders;

    ResourceMarks(ApplicationMarks marks, Function<String, @Nullable Set<String>> resourcePaths) {
        this.marks = marks;
        this.resourcePaths = resourcePaths;
    }

    void collect() {
        pages("/", PAGE_LEVELS);
        packages("/WEB-INF/classes/", "", PACKAGE_LEVELS);
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
        @Nullable Set<String> paths = folders++ < MOST_FOLDERS ? resourcePaths.apply(folder) : null;
        return paths == null ? Set.of() : paths;
    }
}
