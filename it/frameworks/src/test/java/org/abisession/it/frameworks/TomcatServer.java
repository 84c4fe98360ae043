package org.abisession.it.frameworks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.tomcat.RedisSessionManager;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** An embedded Tomcat. */
final class TomcatServer implements Server {
    private final Path base;
    private final Tomcat tomcat = new Tomcat();

    TomcatServer(Path webapp, Map<String, String> settings) throws Exception {
        base = Files.createTempDirectory("tomcat");
        tomcat.setBaseDir(base.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addWebapp("", webapp.toString());
        // The class path of the tests is not part of a server.
        ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
        context.addParameter("logbackDisableServletContainerInitializer", "true");
        RedisSessionManager manager = new RedisSessionManager();
        settings.forEach(manager::setProperty);
        context.setManager(manager);
        tomcat.start();
        if (context.getState() != LifecycleState.STARTED) {
            close();
            throw new IllegalStateException("The application does not start on Tomcat; see the log");
        }
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void close() {
        try {
            tomcat.stop();
            tomcat.destroy();
            Directories.delete(base);
        } catch (LifecycleException | IOException e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        }
    }
}
