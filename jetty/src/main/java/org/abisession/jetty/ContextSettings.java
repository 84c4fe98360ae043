package org.abisession.jetty;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.jspecify.annotations.Nullable;

/** Finds the settings of one web application: in its descriptor, around the server, in the process. */
final class ContextSettings {
    private ContextSettings() {}

    /**
     * Reads all settings of a context.
     *
     * @param properties what was set on the store or its factory: it comes first
     * @param handlersTimeout what the session handler has, in seconds
     * @param additions adds what the program that starts the server knows
     * @throws org.abisession.settings.InvalidSettingException if one of them is wrong
     */
    static SessionSettings read(
            Map<String, String> properties, Context context, int handlersTimeout, Consumer<SettingsBuilder> additions) {
        SettingsBuilder settings =
                SessionSettings.builder().fromProcess().application(VirtualHosts.of(context), context.getContextPath());
        properties.forEach(settings::adapter);
        if (context instanceof ContextHandler.ScopedContext scoped) {
            settings.contextParams(initParams(scoped.getContextHandler()));
            settings.applicationTimeout(ContextTimeout.asked(scoped.getContextHandler(), handlersTimeout));
        }
        settings.distributable(DistributableContext.is(context));
        additions.accept(settings);
        return settings.build();
    }

    /** Returns the context parameters. Each Jetty environment has a method {@code getInitParams()} of its own. */
    private static Map<String, String> initParams(ContextHandler core) {
        Map<String, String> found = new LinkedHashMap<>();
        for (Object handler : new Object[] {core, nested(core)}) {
            if (EnvironmentContext.call(handler, "getInitParams") instanceof Map<?, ?> params) {
                params.forEach((name, value) -> found.put(String.valueOf(name), String.valueOf(value)));
            }
        }
        return found;
    }

    /** Returns the descriptor's handler, which in ee8 and ee9 is another one, inside of the core's. */
    private static @Nullable Object nested(ContextHandler core) {
        return EnvironmentContext.call(core, "getContextHandler");
    }
}
