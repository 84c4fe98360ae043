package org.abisession.tomcat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.lang.reflect.Field;
import org.abisession.node.FrameworkSetup;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleListener;
import org.apache.catalina.Manager;
import org.apache.catalina.core.StandardContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's context of an application that starts, found through its fields: it gives it to nobody. When the
 * application stops, it is left as it was found, with nothing of the application's class loader in it.
 */
final class ContextOfApplication {
    private static final Logger LOG = LoggerFactory.getLogger(ContextOfApplication.class);

    private final StandardContext context;

    private ContextOfApplication(StandardContext context) {
        this.context = context;
    }

    static ContextOfApplication find(ServletContext application) throws ServletException {
        Object facade = field(application, application.getClass(), "context");
        return new ContextOfApplication((StandardContext) field(facade, facade.getClass(), "context"));
    }

    /** Returns what a framework has left in its application for the manager of this jar; null if none has. */
    static @Nullable FrameworkSetup frameworkOf(Context started) {
        Object attribute = started.getServletContext().getAttribute(FrameworkSetup.ATTRIBUTE);
        return attribute instanceof FrameworkSetup framework ? framework : null;
    }

    /** Replaces Tomcat's default manager by ours; a manager that the application has chosen stays. */
    void install() throws ServletException {
        Manager chosen = context.getManager();
        String name = chosen == null ? "" : chosen.getClass().getName();
        if (name.equals(RedisSessionManager.class.getName())) {
            return; // named in context.xml, from the server's own jar
        }
        if (!name.isEmpty() && !name.equals("org.apache.catalina.session.StandardManager")) {
            throw new ServletException("The sessions of context " + context.getPath() + " are kept by " + name
                    + ", and abi-session is in its WEB-INF/lib. Take away that jar, or the <Manager> in context.xml.");
        }
        RedisSessionManager manager = new RedisSessionManager();
        context.setManager(manager);
        context.addLifecycleListener(new Removal());
        LOG.debug("Installed in context {}", context.getPath());
    }

    private static Object field(Object object, Class<?> type, String name) throws ServletException {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(object);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw notThisTomcat(e);
        }
    }

    private static ServletException notThisTomcat(Exception e) {
        return new ServletException(
                "This Tomcat does not let abi-session install itself from WEB-INF/lib. Put its jar into"
                        + " $CATALINA_BASE/lib, and name the manager in context.xml.",
                e);
    }

    /** Removes manager and valve again: after a reload there are other classes. */
    private static final class Removal implements LifecycleListener {
        @Override
        public void lifecycleEvent(LifecycleEvent event) {
            if (event.getType().equals(Lifecycle.AFTER_STOP_EVENT)
                    && event.getLifecycle() instanceof StandardContext stopped) {
                stopped.removeLifecycleListener(this);
                stopped.setManager(null);
            }
        }
    }
}
