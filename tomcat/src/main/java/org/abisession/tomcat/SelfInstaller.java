package org.abisession.tomcat;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Installs the manager in an application that has this jar in its own {@code WEB-INF/lib}: for those who may not
 * touch the server. Tomcat calls it; settings come from {@code <context-param>} and the environment. Where the
 * jar is the server's, this does nothing, and the manager is named in {@code context.xml}.
 */
public final class SelfInstaller implements ServletContainerInitializer {
    private static final String TOMCATS_CONTEXT = "org.apache.catalina.core.";

    /** Makes one for Tomcat, which finds it by its name. */
    public SelfInstaller() {}

    /**
     * Installs the manager, if this class is the application's own and the container is Tomcat.
     *
     * @throws ServletException if Tomcat does not let itself be asked for its context; the application does not start
     */
    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) throws ServletException {
        boolean own = application.getClassLoader() == SelfInstaller.class.getClassLoader();
        if (own && application.getClass().getName().startsWith(TOMCATS_CONTEXT)) {
            ContextOfApplication.find(application).install();
        }
    }
}
