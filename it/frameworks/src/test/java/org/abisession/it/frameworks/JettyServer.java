package org.abisession.it.frameworks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.JettyNode;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.util.ClassMatcher;

/** An embedded Jetty, ee10, whose application brings frameworks. */
final class JettyServer implements Server {
    private final Path work = Files.createTempDirectory("jetty");
    private final JettyNode node;

    JettyServer(Path webapp, Map<String, String> settings) throws Exception {
        node = new JettyNode(settings);
        WebAppContext context = node.add(webapp, "");
        context.setTempDirectory(work.toFile());
        context.addHiddenClassMatcher(new ClassMatcher("org.apache.catalina.")); // by which Weld knows Tomcat
        context.addConfiguration(new AnnotationConfiguration());
        context.setInitParameter("logbackDisableServletContainerInitializer", "true");
        node.start();
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public void close() {
        try {
            node.close();
            Directories.delete(work);
        } catch (Exception e) {
            throw new IllegalStateException("Jetty does not stop", e);
        }
    }
}
