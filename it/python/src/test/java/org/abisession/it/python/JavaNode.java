package org.abisession.it.python;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.abisession.jetty.RedisSessionDataStoreFactory;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A server with {@link TurnServlet} in its root context, wired as the README says. */
interface JavaNode extends AutoCloseable {
    /** Which container. */
    enum Kind {
        JETTY {
            @Override
            JavaNode start(Map<String, String> settings) throws Exception {
                return jetty(settings);
            }
        },
        TOMCAT {
            @Override
            JavaNode start(Map<String, String> settings) throws Exception {
                return tomcat(settings);
            }
        };

        abstract JavaNode start(Map<String, String> settings) throws Exception;
    }

    int port();

    /** Stops it in an orderly way. */
    @Override
    void close();

    private static JavaNode jetty(Map<String, String> settings) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        for (String path : TurnServlet.PATHS) {
            context.addServlet(new ServletHolder(new TurnServlet()), path);
        }
        server.setHandler(context);
        RedisSessionDataStoreFactory factory = new RedisSessionDataStoreFactory();
        settings.forEach(factory::setProperty);
        server.addBean(factory);
        server.start();
        return new JavaNode() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() {
                try {
                    server.stop();
                } catch (Exception e) {
                    throw new AssertionError("The node does not stop", e);
                }
            }
        };
    }

    private static JavaNode tomcat(Map<String, String> settings) throws Exception {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF); // TestLogs captures what Tomcat says; none of it is for the build's output
        }
        Path base = Files.createTempDirectory("tomcat");
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", base.toString());
        RedisSessionManager manager = new RedisSessionManager();
        settings.forEach(manager::setProperty);
        context.setManager(manager);
        Wrapper servlet = Tomcat.addServlet(context, "turns", new TurnServlet());
        for (String path : TurnServlet.PATHS) {
            servlet.addMapping(path);
        }
        tomcat.start();
        return new JavaNode() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() {
                try {
                    tomcat.stop();
                    tomcat.destroy();
                } catch (LifecycleException e) {
                    throw new AssertionError("The node does not stop", e);
                }
            }
        };
    }
}
