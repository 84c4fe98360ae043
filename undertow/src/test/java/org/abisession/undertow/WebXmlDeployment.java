package org.abisession.undertow;

import static org.abisession.contract.ServletContainerContract.REALM;

import io.undertow.server.handlers.resource.PathResourceManager;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.ListenerInfo;
import io.undertow.servlet.api.LoginConfig;
import io.undertow.servlet.api.SecurityConstraint;
import io.undertow.servlet.api.SecurityInfo;
import io.undertow.servlet.api.ServletInfo;
import io.undertow.servlet.api.ServletSessionConfig;
import io.undertow.servlet.api.WebResourceCollection;
import jakarta.servlet.Servlet;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.WebListener;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.EventListener;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Makes a deployment of a web.xml: embedded Undertow reads none, WildFly does so for it. */
final class WebXmlDeployment {
    private final Document descriptor;
    private final ClassLoader loader;
    private final DeploymentInfo info;

    private WebXmlDeployment(Path webapp, String contextPath, ClassLoader loader) throws Exception {
        this.descriptor = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(webapp.resolve("WEB-INF/web.xml").toFile());
        this.loader = loader;
        this.info = Servlets.deployment()
                .setDeploymentName("webapp" + contextPath)
                .setContextPath(contextPath.isEmpty() ? "/" : contextPath)
                .setClassLoader(loader)
                .setResourceManager(new PathResourceManager(webapp));
    }

    static DeploymentInfo read(Path webapp, String contextPath, ClassLoader loader) throws Exception {
        WebXmlDeployment deployment = new WebXmlDeployment(webapp, contextPath, loader);
        deployment.parameters();
        deployment.components(webapp);
        deployment.session();
        deployment.errorPages();
        deployment.login();
        return deployment.info;
    }

    private List<Element> all(String name) {
        return all(descriptor.getDocumentElement(), name);
    }

    private static List<Element> all(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    private static String text(Element parent, String name) {
        List<Element> found = all(parent, name);
        return found.isEmpty() ? null : found.get(0).getTextContent().strip();
    }

    private void parameters() {
        for (Element each : all("context-param")) {
            info.addInitParameter(text(each, "param-name"), text(each, "param-value"));
        }
    }

    private void components(Path webapp) throws Exception {
        for (Element each : all("listener")) {
            info.addListener(new ListenerInfo(
                    loader.loadClass(text(each, "listener-class")).asSubclass(EventListener.class)));
        }
        if (!descriptor.getDocumentElement().getAttribute("metadata-complete").equals("true")) {
            annotatedListeners(webapp.resolve("WEB-INF/classes/com/example/contract"));
        }
        for (Element each : all("servlet")) {
            ServletInfo servlet = new ServletInfo(
                            text(each, "servlet-name"),
                            loader.loadClass(text(each, "servlet-class")).asSubclass(Servlet.class))
                    .setAsyncSupported("true".equals(text(each, "async-supported")));
            for (Element mapping : all("servlet-mapping")) {
                if (text(mapping, "servlet-name").equals(servlet.getName())) {
                    all(mapping, "url-pattern").forEach(pattern -> servlet.addMapping(pattern.getTextContent()));
                }
            }
            info.addServlet(servlet);
        }
    }

    private void annotatedListeners(Path classes) throws IOException, ClassNotFoundException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(classes, "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> found = loader.loadClass("com.example.contract." + name);
                if (found.isAnnotationPresent(WebListener.class)) {
                    info.addListener(new ListenerInfo(found.asSubclass(EventListener.class)));
                }
            }
        }
    }

    private void session() {
        for (Element config : all("session-config")) {
            String minutes = text(config, "session-timeout");
            if (minutes != null) {
                info.setDefaultSessionTimeout(Integer.parseInt(minutes) * 60);
            }
            ServletSessionConfig session = new ServletSessionConfig();
            for (Element cookie : all(config, "cookie-config")) {
                cookie(session, cookie);
            }
            Set<SessionTrackingMode> modes = EnumSet.noneOf(SessionTrackingMode.class);
            all(config, "tracking-mode")
                    .forEach(mode -> modes.add(
                            SessionTrackingMode.valueOf(mode.getTextContent().strip())));
            if (!modes.isEmpty()) {
                session.setSessionTrackingModes(modes);
            }
            info.setServletSessionConfig(session);
        }
    }

    private static void cookie(ServletSessionConfig session, Element cookie) {
        if (text(cookie, "name") != null) {
            session.setName(text(cookie, "name"));
        }
        session.setDomain(text(cookie, "domain"));
        session.setPath(text(cookie, "path"));
        session.setHttpOnly("true".equals(text(cookie, "http-only")));
        session.setSecure("true".equals(text(cookie, "secure")));
        if (text(cookie, "max-age") != null) {
            session.setMaxAge(Integer.parseInt(text(cookie, "max-age")));
        }
        for (Element attribute : all(cookie, "attribute")) {
            session.setAttribute(text(attribute, "attribute-name"), text(attribute, "attribute-value"));
        }
    }

    private void errorPages() throws ClassNotFoundException {
        for (Element page : all("error-page")) {
            String code = text(page, "error-code");
            String location = text(page, "location");
            info.addErrorPage(
                    code != null
                            ? Servlets.errorPage(location, Integer.parseInt(code))
                            : Servlets.errorPage(
                                    location,
                                    loader.loadClass(text(page, "exception-type"))
                                            .asSubclass(Throwable.class)));
        }
    }

    private void login() {
        info.setIdentityManager(new Users());
        for (Element each : all("security-constraint")) {
            WebResourceCollection paths = new WebResourceCollection();
            all(each, "url-pattern").forEach(pattern -> paths.addUrlPattern(pattern.getTextContent()));
            SecurityConstraint constraint = new SecurityConstraint()
                    .addWebResourceCollection(paths)
                    .setEmptyRoleSemantic(SecurityInfo.EmptyRoleSemantic.DENY);
            all(each, "role-name").forEach(role -> constraint.addRoleAllowed(role.getTextContent()));
            info.addSecurityConstraint(constraint);
        }
        for (Element each : all("login-config")) {
            info.setLoginConfig(new LoginConfig(
                    text(each, "auth-method"), REALM, text(each, "form-login-page"), text(each, "form-error-page")));
        }
    }
}
