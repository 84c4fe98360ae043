package org.abisession.it.frameworks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.jetty.RedisSessionDataStoreFactory;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ClassMatcher;

/** An embedded Jetty, ee10. */
final class JettyServer implements Server {
    private final org.eclipse.jetty.server.Server server = new org.eclipse.jetty.server.Server();
    private final ServerConnector connector = new ServerConnector(server);
    private final Path work = Files.createTempDirectory("jetty");

    JettyServer(Path webapp, Map<String, String> settings) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        RedisSessionDataStoreFactory factory = new RedisSessionDataStoreFactory();
        settings.forEach(factory::setProperty);
        server.addBean(factory);
        WebAppContext context = new WebAppContext();
        context.setContextPath("/");
        context.setBaseResourceAsPath(webapp);
        context.setTempDirectory(work.toFile());
        context.addHiddenClassMatcher(new ClassMatcher("org.apache.catalina.")); // by which Weld knows Tomcat
        context.addConfiguration(new AnnotationConfiguration());
        context.setThrowUnavailableOnStartupException(true);
        context.setInitParameter("logbackDisableServletContainerInitializer", "true");
        server.setHandler(context);
        server.start();
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
            Directories.delete(work);
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }
}
