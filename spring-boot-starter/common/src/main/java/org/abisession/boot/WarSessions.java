package org.abisession.boot;

import jakarta.servlet.ServletContext;
import java.util.Optional;
import org.abisession.node.FrameworkSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.ServletContextInitializer;

/**
 * Gives Spring's settings to the sessions of a war on a Tomcat of its own: there the manager installs itself, and looks
 * for them when it starts, after this. Warns where the sessions stay the server's own.
 */
final class WarSessions implements ServletContextInitializer {
    private static final Logger LOG = LoggerFactory.getLogger(WarSessions.class);

    private final BootSessions sessions;

    WarSessions(BootSessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void onStartup(ServletContext application) {
        if (sessions.isServerServed()) {
            return; // an embedded server, whose factory has been customized
        }
        if (application.getClass().getName().startsWith("org.apache.catalina.core.")) {
            sessions.check();
            application.setAttribute(FrameworkSetup.ATTRIBUTE, new BootSetup(sessions, Optional::empty));
        } else {
            LOG.warn(
                    "The starter of abi-session does not serve this server ({}): unless the server itself has abi-session,"
                            + " sessions are in its memory, not in Redis. It serves embedded Tomcat, embedded Jetty and"
                            + " a war on Tomcat.",
                    application.getServerInfo());
        }
    }
}
