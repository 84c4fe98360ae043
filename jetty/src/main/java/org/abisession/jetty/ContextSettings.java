package org.abisession.jetty;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlTimeout;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.util.resource.Resource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the settings of one web application: in its descriptor, around the server, in the process. */
final class ContextSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ContextSettings.class);

    /** What Jetty's default descriptor says, in seconds, which nobody asked for. */
    private static final int DEFAULT_DESCRIPTORS_TIMEOUT = 1800;

    private ContextSettings() {}

    /**
     * All settings of a context.
     *
     * @param properties what was set on the store or its factory: it comes first
     * @param handlersTimeout what the session handler has, in seconds
     * @param additions adds what the program that starts the server knows
     * @throws org.abisession.settings.InvalidSettingException if one of them is wrong
     */
    static SessionSettings read(
            Map<String, String> properties, Context context, int handlersTimeout, Consumer<SettingsBuilder> additions) {
        SettingsBuilder settings = SessionSettings.builder().fromProcess().app(context.getContextPath());
        properties.forEach(settings::adapter);
        if (context instanceof ContextHandler.ScopedContext scoped) {
            settings.contextParams(initParams(scoped.getContextHandler()));
        }
        settings.applicationTimeout(sessionTimeout(context, handlersTimeout));
        additions.accept(settings);
        return settings.build();
    }

    /** The context parameters. The method is each Jetty environment's own: {@code getInitParams()}. */
    private static Map<String, String> initParams(ContextHandler core) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Object handler : new Object[] {core, nested(core)}) {
            if (call(handler, "getInitParams") instanceof Map<?, ?> params) {
                params.forEach((name, value) -> found.put(String.valueOf(name), String.valueOf(value)));
            }
        }
        return found;
    }

    /** In ee8 and ee9 the descriptor's handler is another one, inside of the core's. */
    private static @Nullable Object nested(ContextHandler core) {
        return call(core, "getContextHandler");
    }

    private static @Nullable Object call(@Nullable Object target, String method) {
        try {
            return target == null ? null : target.getClass().getMethod(method).invoke(target);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(
                    "Context parameters can't be read: " + target.getClass().getName() + "." + method + " failed", e);
        }
    }

    /** The timeout that the application asks for, in its web.xml or by code; null if it doesn't. */
    private static @Nullable Duration sessionTimeout(Context context, int handlersTimeout) {
        Duration declared = declaredTimeout(context);
        boolean byCode = handlersTimeout > 0 && handlersTimeout != DEFAULT_DESCRIPTORS_TIMEOUT;
        return declared == null && byCode ? Duration.ofSeconds(handlersTimeout) : declared;
    }

    private static @Nullable Duration declaredTimeout(Context context) {
        Resource base = context.getBaseResource();
        Resource descriptor = base == null ? null : base.resolve("WEB-INF/web.xml");
        if (descriptor == null || !descriptor.exists()) {
            return null;
        }
        try (InputStream in = descriptor.newInputStream()) {
            return WebXmlTimeout.read(in).orElse(null);
        } catch (IOException e) {
            LOG.warn("{} can't be read, so no session-timeout is taken from it: {}", descriptor, e.toString());
            return null;
        }
    }
}
