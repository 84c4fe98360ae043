package org.abisession.filter;

import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlDistributable;
import org.abisession.settings.WebXmlTimeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the settings of one web application: in its descriptor, in the process, and what a program has set. */
final class ContextSettings {
    private static final Logger LOG = LoggerFactory.getLogger(ContextSettings.class);
    private static final int CONTAINERS_MINUTES = 30;

    private ContextSettings() {}

    static SessionSettings read(Map<String, String> properties, ServletContext context) {
        Map<String, String> parameters = new TreeMap<>();
        Collections.list(context.getInitParameterNames())
                .forEach(name -> parameters.put(name, context.getInitParameter(name)));
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(parameters)
                .application("", context.getContextPath())
                .applicationTimeout(timeout(context))
                .distributable(isDistributable(context));
        properties.forEach(builder::adapter);
        SessionSettings settings = builder.build();
        settings.users().refuseIdRenewal("by the filter");
        return settings;
    }

    /** Returns what the application has set; the 30 minutes that a container begins with do not count. */
    private static @Nullable Duration timeout(ServletContext context) {
        int minutes = context.getSessionTimeout();
        if (minutes == CONTAINERS_MINUTES && !declaresTimeout(context)) {
            return null;
        }
        return minutes <= 0 ? Duration.ZERO : Duration.ofMinutes(minutes);
    }

    private static boolean declaresTimeout(ServletContext context) {
        try (InputStream descriptor = context.getResourceAsStream("/WEB-INF/web.xml")) {
            return descriptor != null && WebXmlTimeout.read(descriptor).isPresent();
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so its session timeout does not count: {}", e.toString());
            return false;
        }
    }

    private static boolean isDistributable(ServletContext context) {
        try (InputStream descriptor = context.getResourceAsStream("/WEB-INF/web.xml")) {
            return descriptor != null && WebXmlDistributable.read(descriptor);
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so the application counts as not distributable: {}", e.toString());
            return false;
        }
    }
}
