package org.abisession.stress;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Packs the web application of the stress tests into a directory, with nothing of abi-session in it. */
final class StressWebapp {
    private static final String PACKAGE = "com/example/stress/";
    private static final List<String> CLASSES = List.of("StressServlet", "EventListener", "EventFile", "Bound");
    private static final String WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
              <context-param>
                <param-name>logbackDisableServletContainerInitializer</param-name><param-value>true</param-value>
              </context-param>
              <context-param><param-name>events</param-name><param-value>%s</param-value></context-param>
              <listener><listener-class>com.example.stress.EventListener</listener-class></listener>
              <servlet>
                <servlet-name>stress</servlet-name>
                <servlet-class>com.example.stress.StressServlet</servlet-class>
              </servlet>
              <servlet-mapping><servlet-name>stress</servlet-name><url-pattern>/do</url-pattern></servlet-mapping>
            </web-app>
            """;

    private StressWebapp() {}

    /** Writes it for a node whose events go to this file. */
    static Path write(Path directory, Path events) throws IOException {
        Path classes =
                Files.createDirectories(directory.resolve("WEB-INF/classes").resolve(PACKAGE));
        for (String name : CLASSES) {
            try (InputStream in = StressWebapp.class.getResourceAsStream("/" + PACKAGE + name + ".class")) {
                if (in == null) {
                    throw new IllegalStateException(name + " is not on the class path");
                }
                Files.copy(in, classes.resolve(name + ".class"));
            }
        }
        Files.writeString(directory.resolve("WEB-INF/web.xml"), WEB_XML.formatted(events));
        return directory;
    }
}
