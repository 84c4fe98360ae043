package org.abisession.contract;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Packs the contract's web application into a directory: {@code WEB-INF/web.xml} and {@code
 * WEB-INF/classes}, with nothing of abi-session in it. The class files are those of the test class path.
 */
public final class ContractWebapp {
    private static final String PACKAGE = "com/example/contract/";
    private static final List<String> CLASSES = List.of(
            "ContractServlet",
            "SessionSteps",
            "SessionSteps$Turns",
            "SessionSteps$Unserializable",
            "Gates",
            "Item",
            "Bound",
            "EventLog",
            "ContractListener");

    private final Map<String, String> contextParams = new LinkedHashMap<>();
    private @Nullable Integer sessionTimeoutMinutes;

    /** Adds {@code <session-timeout>}; without it the descriptor says nothing about it. */
    public ContractWebapp sessionTimeout(int minutes) {
        this.sessionTimeoutMinutes = minutes;
        return this;
    }

    /** Adds a {@code <context-param>}. */
    public ContractWebapp contextParam(String name, String value) {
        contextParams.put(name, value);
        return this;
    }

    /** Writes the web application into an empty or absent directory, and returns it. */
    public Path writeTo(Path directory) throws IOException {
        Path classes = directory.resolve("WEB-INF/classes").resolve(PACKAGE);
        Files.createDirectories(classes);
        for (String name : CLASSES) {
            String resource = "/" + PACKAGE + name + ".class";
            try (InputStream in = ContractWebapp.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IllegalStateException(resource + " is not on the class path");
                }
                Files.copy(in, classes.resolve(name + ".class"));
            }
        }
        Files.writeString(directory.resolve("WEB-INF/web.xml"), descriptor());
        return directory;
    }

    private String descriptor() {
        StringBuilder xml = new StringBuilder();
        xml.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
                """);
        // Else logback, where a container finds it on the test class path, resets itself when the application stops.
        contextParam("logbackDisableServletContainerInitializer", "true");
        contextParams.forEach((name, value) -> xml.append("  <context-param><param-name>")
                .append(name)
                .append("</param-name><param-value>")
                .append(value)
                .append("</param-value></context-param>\n"));
        xml.append("""
                  <listener><listener-class>com.example.contract.ContractListener</listener-class></listener>
                  <servlet>
                    <servlet-name>contract</servlet-name>
                    <servlet-class>com.example.contract.ContractServlet</servlet-class>
                    <async-supported>true</async-supported>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>contract</servlet-name>
                    <url-pattern>/do</url-pattern>
                    <url-pattern>/second</url-pattern>
                    <url-pattern>/oops</url-pattern>
                  </servlet-mapping>
                """);
        if (sessionTimeoutMinutes != null) {
            xml.append("  <session-config><session-timeout>")
                    .append(sessionTimeoutMinutes)
                    .append("</session-timeout></session-config>\n");
        }
        xml.append("""
                  <error-page><error-code>404</error-code><location>/oops</location></error-page>
                  <error-page>
                    <exception-type>java.lang.IllegalStateException</exception-type>
                    <location>/oops</location>
                  </error-page>
                </web-app>
                """);
        return xml.toString();
    }
}
