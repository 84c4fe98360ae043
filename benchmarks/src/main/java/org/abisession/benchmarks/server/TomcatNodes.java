package org.abisession.benchmarks.server;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Two nodes of embedded Tomcat with the web application of a directory. */
public final class TomcatNodes {
    private TomcatNodes() {}

    /**
     * Starts the nodes of a directory with {@code webapp} and perhaps {@code context.xml}; ends with the standard
     * input.
     */
    public static void main(String[] arguments) throws Exception {
        Parent.endOnFailure();
        Path directory = Path.of(arguments[0]);
        StringBuilder ready = new StringBuilder("READY");
        for (int node = 1; node <= 2; node++) {
            Path base = Files.createDirectories(directory.resolve("node" + node));
            Files.createDirectories(base.resolve("webapps"));
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(base.toString());
            tomcat.setHostname("127.0.0.1");
            tomcat.setPort(0);
            tomcat.getEngine().setName("Tomcat-" + node);
            tomcat.setAddDefaultWebXmlToWebapp(false);
            Context context = tomcat.addWebapp("", directory.resolve("webapp").toString());
            Path settings = directory.resolve("context.xml");
            if (Files.exists(settings)) {
                context.setConfigFile(settings.toUri().toURL());
            }
            tomcat.getConnector().setProperty("address", "127.0.0.1");
            // Clients keep their connections for a whole run, on Jetty as well.
            tomcat.getConnector().setProperty("maxKeepAliveRequests", "-1");
            tomcat.getConnector().setProperty("keepAliveTimeout", "-1");
            tomcat.start();
            if (!context.getState().isAvailable()) {
                throw new IllegalStateException("The web application did not start; the log says why");
            }
            ready.append(' ').append(tomcat.getConnector().getLocalPort());
        }
        Parent.serve(ready.toString());
    }
}
