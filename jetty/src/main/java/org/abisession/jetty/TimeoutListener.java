package org.abisession.jetty;

import java.util.Arrays;
import java.util.stream.Stream;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.session.SessionConfig;
import org.eclipse.jetty.session.SessionManager;
import org.eclipse.jetty.util.component.Container;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * Waits, in every context of a server, for the moment when all descriptors have been read and no initializer of the
 * application has run: what an initializer sets is seen from then on, be it 30 minutes.
 */
final class TimeoutListener implements Container.InheritedListener {
    private static final String INITIALIZERS = "ServletContainerInitializerCaller";

    @Override
    public void beanAdded(Container parent, Object child) {
        if (child instanceof LifeCycle initializers && isOfInitializers(child.getClass())) {
            ContextHandler context = context(parent);
            if (context != null) {
                initializers.addEventListener(new LifeCycle.Listener() {
                    @Override
                    public void lifeCycleStarting(LifeCycle starting) {
                        context.getContainedBeans(SessionManager.class).stream()
                                .filter(SessionConfig.Mutable.class::isInstance)
                                .map(SessionConfig.Mutable.class::cast)
                                .forEach(manager -> ContextTimeout.replaceDefault(context, manager));
                    }
                });
            }
        }
    }

    @Override
    public void beanRemoved(Container parent, Object child) {
        // The listener goes with the bean.
    }

    private static @Nullable ContextHandler context(Container parent) {
        // In ee8 and ee9 it is another handler, inside of the core's.
        Object core =
                parent instanceof ContextHandler ? parent : EnvironmentContext.call(parent, "getCoreContextHandler");
        return core instanceof ContextHandler context ? context : null;
    }

    private static boolean isOfInitializers(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getSuperclass()) {
            Stream<Class<?>> interfaces = Arrays.stream(each.getInterfaces());
            if (interfaces.anyMatch(one -> one.getSimpleName().equals(INITIALIZERS))) {
                return true;
            }
        }
        return false;
    }
}
