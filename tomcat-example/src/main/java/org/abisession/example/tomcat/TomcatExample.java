package org.abisession.example.tomcat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.abisession.example.Demonstration;
import org.abisession.example.Demonstration.PortTakenException;
import org.abisession.example.ExampleServers;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ExpandWar;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;

/** Runs the example web application on two Tomcat servers, whose sessions are in one Redis. */
public final class TomcatExample implements ExampleServers {
    private static final Logger TOMCATS_OWN_LOG = Logger.getLogger("org.apache");

    private final List<Tomcat> nodes = new ArrayList<>();
    private final List<Path> directories = new ArrayList<>();

    /** Starts both nodes and waits until the process is asked to end. */
    public static void main(String[] args) throws Exception {
        TOMCATS_OWN_LOG.setLevel(Level.WARNING);
        Demonstration.run(demonstration -> {
            TomcatExample example = new TomcatExample();
            Runtime.getRuntime().addShutdownHook(new Thread(example::closeQuietly, "tomcat-example-end"));
            for (int port : demonstration.ports()) {
                example.start(port);
            }
            demonstration.announce(ServerInfo.getServerInfo(), System.out);
            example.nodes.get(0).getServer().await();
        });
    }

    @Override
    public void start(int port) throws IOException, LifecycleException, PortTakenException {
        Path directory = Files.createTempDirectory("tomcat-example-");
        directories.add(directory);
        Files.createDirectories(directory.resolve("webapps"));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        tomcat.setPort(port);
        tomcat.getEngine().setName("Tomcat-" + (nodes.size() + 1));
        // Where the class path of this program is not the JVM's, as under exec:java.
        tomcat.getEngine().setParentClassLoader(TomcatExample.class.getClassLoader());
        tomcat.setAddDefaultWebXmlToWebapp(false); // it has JSP, which the application does without
        Context webapp = tomcat.addWebapp("", Demonstration.war().toString());
        Tomcat.addServlet(webapp, "default", new DefaultServlet()).addMapping("/");
        Tomcat.addDefaultMimeTypeMappings(webapp);
        webapp.setConfigFile(Objects.requireNonNull(TomcatExample.class.getResource("/conf/context.xml")));
        tomcat.getConnector();
        nodes.add(tomcat);
        tomcat.start();
        // Tomcat logs that and goes on without a connector.
        if (!tomcat.getConnector().getState().isAvailable()) {
            throw new PortTakenException(port, null);
        }
        if (!webapp.getState().isAvailable()) {
            throw new IllegalStateException("The web application did not start; the log above says why");
        }
    }

    @Override
    public void close() throws LifecycleException {
        for (Tomcat node : nodes) {
            node.stop();
            node.destroy();
        }
        directories.forEach(directory -> ExpandWar.delete(directory.toFile()));
    }

    private void closeQuietly() {
        try {
            close();
        } catch (LifecycleException e) {
            System.err.println("Tomcat did not stop in order: " + e.getMessage());
        }
    }
}
