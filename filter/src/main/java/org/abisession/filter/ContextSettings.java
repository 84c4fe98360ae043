package org.abisession.filter;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Map;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlDistributable;
import org.abisession.settings.WebXmlTimeout;
import org.jspecify.annotations.Nullable;

/** Finds the settings of one web application: in its descriptor, in the process, and what a program has set. */
final class ContextSettings {
    private static final int CONTAINERS_MINUTES = 30;

    private ContextSettings() {}

    static SessionSettings read(Map<String, String> properties, ServletContext context) {
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(context.getInitParameterNames(), context::getInitParameter)
                .application("", context.getContextPath())
                .applicationTimeout(timeout(context))
                .distributable(WebXmlDistributable.isIn(context::getResourceAsStream));
        properties.forEach(builder::adapter);
        SessionSettings settings = builder.build();
        settings.users().refuseIdRenewal("by the filter");
        return settings;
    }

    /** Returns what the application has set; the 30 minutes that a container begins with do not count. */
    private static @Nullable Duration timeout(ServletContext context) {
        int minutes = context.getSessionTimeout();
        if (minutes == CONTAINERS_MINUTES && !WebXmlTimeout.isIn(context::getResourceAsStream)) {
            return null;
        }
        return minutes <= 0 ? Duration.ZERO : Duration.ofMinutes(minutes);
    }
}
