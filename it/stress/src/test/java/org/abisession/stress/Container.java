package org.abisession.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.abisession.contract.ServletContainerContract;
import org.abisession.jetty.RedisSessionDataStoreFactory;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servers, with one web application each, wired as the README says. */
enum Container {
    TOMCAT {
        @Override
        ServletContainerContract.Node start(Path webapp, Map<String, String> settings) throws Exception {
            return new TomcatServer(webapp, settings);
        }
    },
    JETTY {
        @Override
        ServletContainerContract.Node start(Path webapp, Map<String, String> settings) throws Exception {
            return new JettyServer(webapp, settings);
        }
    };

    /** Starts one on a free port of 127.0.0.1, with an exploded web application at the root. */
    abstract ServletContainerContract.Node start(Path webapp, Map<String, String> settings) throws Exception;

    private static final class TomcatServer implements ServletContainerContract.Node {
        private final Tomcat tomcat = new Tomcat();

        TomcatServer(Path webapp, Map<String, String> settings) throws IOException, LifecycleException {
            for (Handler handler : Logger.getLogger("").getHandlers()) {
                handler.setLevel(Level.SEVERE);
            }
            Path base = Files.createDirectories(webapp.resolveSibling(webapp.getFileName() + "-tomcat"));
            tomcat.setBaseDir(base.toString());
            tomcat.setAddDefaultWebXmlToWebapp(false);
            Connector connector = new Connector();
            connector.setPort(0);
            connector.setProperty("address", "127.0.0.1");
            tomcat.setConnector(connector);
            Context context = tomcat.addWebapp("", webapp.toString());
            RedisSessionManager manager = new RedisSessionManager();
            settings.forEach(manager::setProperty);
            context.setManager(manager);
            tomcat.start();
        }

        @Override
        public int port() {
            return tomcat.getConnector().getLocalPort();
        }

        @Override
        public void close() throws LifecycleException {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    @SuppressWarnings("try") // Jetty's stop method throws Exception
    private static final class JettyServer implements ServletContainerContract.Node {
        private final Server server = new Server();
        private final ServerConnector connector = new ServerConnector(server);

        JettyServer(Path webapp, Map<String, String> settings) throws Exception {
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            RedisSessionDataStoreFactory factory = new RedisSessionDataStoreFactory();
            settings.forEach(factory::setProperty);
            server.addBean(factory);
            WebAppContext context = new WebAppContext();
            context.setContextPath("/");
            context.setBaseResourceAsPath(webapp);
            context.setThrowUnavailableOnStartupException(true);
            server.setHandler(context);
            server.start();
        }

        @Override
        public int port() {
            return connector.getLocalPort();
        }

        @Override
        public void close() throws Exception {
            server.stop();
        }
    }
}
