package org.abisession.undertow;

import io.undertow.servlet.api.DeploymentInfo;
import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.abisession.settings.SessionSettings;
import org.abisession.settings.SettingsBuilder;
import org.abisession.settings.WebXmlDistributable;
import org.jspecify.annotations.Nullable;

/** Finds the settings of one web application: on the extension, in its descriptor, in the process. */
final class DeploymentSettings {
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
        String path = deployment.getContextPath();
        String host = deployment.getHostName();
        SettingsBuilder builder = SessionSettings.builder()
                .fromProcess()
                .contextParams(application.getInitParameterNames(), application::getInitParameter)
                .application(host == null || DEFAULT_HOSTS.contains(host) ? "" : host, path.equals("/") ? "" : path)
                .applicationTimeout(timeout)
                .distributable(WebXmlDistributable.isIn(application::getResourceAsStream));
        properties.forEach(builder::adapter);
        SessionSettings settings = builder.build();
        settings.users().refuseIdRenewal("on Undertow");
        return settings;
    }
}
