package org.abisession.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlDistributable;
import org.abisession.settings.WebXmlTimeout;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the settings of one web application: on the extension, in its descriptor, in the process. */
final class DeploymentSettings {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentSettings.class);
    /** The names that Undertow and WildFly give the host of an application that names none. */
    private static final Set<String> DEFAULT_HOSTS = Set.of("localhost", "default-host");

    private DeploymentSettings() {}

    /**
     * Returns all settings of a deployment.
     *
     * @param properties what was set on the extension: it comes first
     * @param timeout the session timeout that somebody has set; null if nobody has
     */
    static SessionSettings read(
            Map<String, String> properties,
            DeploymentInfo deployment,
            ServletContext application,
            @Nullable Duration timeout) {
        Map<String, String> parameters = new TreeMap<>();
        Collections.list(application.getInitParameterNames())
                .forEach(name -> parameters.put(name, application.getInitParameter(name)));
        String path = deployment.getContextPath();
        String host = deployment.getHostName();
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(parameters)
                .application(host == null || DEFAULT_HOSTS.contains(host) ? "" : host, path.equals("/") ? "" : path)
                .applicationTimeout(timeout)
                .distributable(isDistributable(application));
        properties.forEach(builder::adapter);
        SessionSettings settings = builder.build();
        settings.users().refuseIdRenewal("on Undertow");
        return settings;
    }

    private static boolean isDistributable(ServletContext application) {
        try (InputStream descriptor = application.getResourceAsStream("/WEB-INF/web.xml")) {
            return descriptor != null && WebXmlDistributable.read(descriptor);
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so the application counts as not distributable: {}", e.toString());
            return false;
        }
    }

    /** Returns true if the application's own web.xml has a session timeout. */
    static boolean declaresTimeout(ServletContext application) {
        try (InputStream descriptor = application.getResourceAsStream("/WEB-INF/web.xml")) {
            return descriptor != null && WebXmlTimeout.read(descriptor).isPresent();
        } catch (IOException e) {
            LOG.warn("WEB-INF/web.xml can't be read, so its session timeout does not count: {}", e.toString());
            return false;
        }
    }
}
