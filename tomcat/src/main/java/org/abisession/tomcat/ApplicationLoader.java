package org.abisession.tomcat;

import jakarta.servlet.ServletContext;
import java.net.MalformedURLException;
import org.apache.catalina.Context;

/**
 * Finds the class loader that an application's own classes come from: that of the web application, or, where
 * Tomcat is embedded and the web application has no classes, the one that started it.
 */
final class ApplicationLoader {
    private ApplicationLoader() {}

    static ClassLoader of(Context context) {
        ClassLoader webapp = context.getLoader().getClassLoader();
        ClassLoader parent = webapp.getParent();
        ServletContext application = context.getServletContext();
        boolean embedded = !has(application, "/WEB-INF/classes") && !has(application, "/WEB-INF/lib");
        return embedded && parent != null ? parent : webapp;
    }

    private static boolean has(ServletContext application, String path) {
        try {
            return application.getResource(path) != null;
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("No path: " + path, e);
        }
    }
}
