package org.abisession.tomcat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.abisession.contract.ServletContainerContract;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat on a free port of 127.0.0.1 with one web application. */
final class TomcatNode implements ServletContainerContract.Node {
    /** Changes a context before it starts. */
    @FunctionalInterface
    interface Customizer {
        void customize(Tomcat tomcat, Context context);
    }

    private final Path base;
    private final Tomcat tomcat = new Tomcat();
    private final Context context;

    private TomcatNode(Path webapp, String contextPath, Customizer customizer) {
        try {
            base = Files.createTempDirectory("tomcat");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tomcat.setBaseDir(base.toString());
        tomcat.setSilent(true);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        context = tomcat.addWebapp(contextPath, webapp.toString());
        customizer.customize(tomcat, context);
    }

    /** Starts a server whose manager has these settings as attributes. */
    static TomcatNode start(Path webapp, String contextPath, Map<String, String> settings) throws LifecycleException {
        return start(webapp, contextPath, (tomcat, context) -> context.setManager(manager(settings)));
    }

    static RedisSessionManager manager(Map<String, String> settings) {
        RedisSessionManager manager = new RedisSessionManager();
        settings.forEach(manager::setProperty);
        return manager;
    }

    static TomcatNode start(Path webapp, String contextPath, Customizer customizer) throws LifecycleException {
        TomcatNode node = new TomcatNode(webapp, contextPath, customizer);
        node.tomcat.start();
        return node;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    Context context() {
        return context;
    }

    boolean isServing() {
        return context.getState() == LifecycleState.STARTED;
    }

    @Override
    public void close() throws LifecycleException, IOException {
        tomcat.stop();
        tomcat.destroy();
        try (Stream<Path> files = Files.walk(base)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
    }
}
