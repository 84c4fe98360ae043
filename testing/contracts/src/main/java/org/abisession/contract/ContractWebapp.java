package org.abisession.contract;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Packs the contract's web application into a directory: {@code WEB-INF/web.xml} and {@code
 * WEB-INF/classes}, with nothing of abi-session in it. The class files are those of the test class path.
 */
public final class ContractWebapp {
    private static final String PACKAGE = "com/example/contract/";
    private final Map<String, String> contextParams = new LinkedHashMap<>();
    private final List<String> listeners = new ArrayList<>(List.of("ContractListener"));
    private final StringBuilder sessionConfig = new StringBuilder();
    private final StringBuilder elements = new StringBuilder();
    private boolean complete = true;
    private boolean distributable = true;

    /** Adds {@code <session-timeout>}; without it the descriptor says nothing about it. */
    public ContractWebapp sessionTimeout(int minutes) {
        return sessionConfig("<session-timeout>" + minutes + "</session-timeout>");
    }

    /** Adds a {@code <context-param>}. */
    public ContractWebapp contextParam(String name, String value) {
        contextParams.put(name, value);
        return this;
    }

    /** Leaves {@code <distributable/>} out of the descriptor. */
    public ContractWebapp notDistributable() {
        distributable = false;
        return this;
    }

    /** Adds elements inside of {@code <session-config>}. */
    public ContractWebapp sessionConfig(String xml) {
        sessionConfig.append(xml);
        return this;
    }

    /** Adds elements at the end of the descriptor. */
    public ContractWebapp with(String xml) {
        elements.append(xml);
        return this;
    }

    /** Declares these listeners, classes of the application, in this order and in place of the usual one. */
    public ContractWebapp listeners(String... simpleNames) {
        listeners.clear();
        listeners.addAll(List.of(simpleNames));
        return this;
    }

    /** Lets the container look for annotated classes; the descriptor names no listener. */
    public ContractWebapp annotated() {
        complete = false;
        return listeners();
    }

    /**
     * Admits to {@code /customer} and {@code /admin} only users of the role of that name; what steps these paths have
     * is as for {@code /do}.
     *
     * @param method {@code FORM} or {@code BASIC}
     */
    public ContractWebapp secured(String method) {
        for (String role : List.of("customer", "admin")) {
            with("<security-constraint><web-resource-collection><web-resource-name>" + role
                    + "</web-resource-name><url-pattern>/" + role + "</url-pattern></web-resource-collection>"
                    + "<auth-constraint><role-name>" + role + "</role-name></auth-constraint></security-constraint>"
                    + "<security-role><role-name>" + role + "</role-name></security-role>");
        }
        return with("<login-config><auth-method>" + method + "</auth-method><realm-name>"
                + ServletContainerContract.REALM + "</realm-name>"
                + (method.equals("FORM")
                        ? "<form-login-config><form-login-page>/login</form-login-page>"
                                + "<form-error-page>/denied</form-error-page></form-login-config>"
                        : "")
                + "</login-config>");
    }

    /** Writes the web application into an empty or absent directory, and returns it. */
    public Path writeTo(Path directory) throws IOException {
        Path classes = directory.resolve("WEB-INF/classes").resolve(PACKAGE);
        Files.createDirectories(classes);
        copyClasses(classes);
        Files.writeString(directory.resolve("WEB-INF/web.xml"), descriptor());
        return directory;
    }

    /** Copies them from a directory, or from the jar of the tests. */
    private static void copyClasses(Path target) throws IOException {
        URL here = Objects.requireNonNull(ContractWebapp.class.getResource("/" + PACKAGE + "ContractServlet.class"));
        if (here.getProtocol().equals("file")) {
            copyClasses(Path.of(URI.create(here.toString())).getParent(), target);
            return;
        }
        String jar = here.toString().substring(0, here.toString().indexOf('!'));
        try (FileSystem files = FileSystems.newFileSystem(Path.of(URI.create(jar.substring("jar:".length()))))) {
            copyClasses(files.getPath(PACKAGE), target);
        }
    }

    private static void copyClasses(Path source, Path target) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(source, "*.class")) {
            for (Path file : files) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
    }

    private String descriptor() {
        StringBuilder xml = new StringBuilder();
        xml.append("""
                <?xml version="1.0" encoding="UTF-8"?>
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="%s">
                  <distributable/>
                """.formatted(complete));
        // Else logback, where a container finds it on the test class path, resets itself when the application stops.
        contextParam("logbackDisableServletContainerInitializer", "true");
        contextParams.forEach((name, value) -> xml.append("  <context-param><param-name>")
                .append(name)
                .append("</param-name><param-value>")
                .append(value)
                .append("</param-value></context-param>\n"));
        listeners.forEach(name -> xml.append("  <listener><listener-class>com.example.contract.")
                .append(name)
                .append("</listener-class></listener>\n"));
        xml.append("""
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
                    <url-pattern>/customer</url-pattern>
                    <url-pattern>/admin</url-pattern>
                  </servlet-mapping>
                  <servlet>
                    <servlet-name>login</servlet-name>
                    <servlet-class>com.example.contract.LoginPage</servlet-class>
                  </servlet>
                  <servlet-mapping>
                    <servlet-name>login</servlet-name>
                    <url-pattern>/login</url-pattern>
                    <url-pattern>/denied</url-pattern>
                  </servlet-mapping>
                """);
        if (!sessionConfig.isEmpty()) {
            xml.append("  <session-config>").append(sessionConfig).append("</session-config>\n");
        }
        xml.append("""
                  <error-page><error-code>404</error-code><location>/oops</location></error-page>
                  <error-page>
                    <exception-type>java.lang.IllegalStateException</exception-type>
                    <location>/oops</location>
                  </error-page>
                """).append(elements).append("</web-app>\n");
        return distributable ? xml.toString() : xml.toString().replace("<distributable/>", "");
    }
}
