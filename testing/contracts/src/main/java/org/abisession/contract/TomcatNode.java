package org.abisession.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.Manager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.IntrospectionUtils;

/**
 * Starts an embedded Tomcat on a free port of 127.0.0.1 with one web application. It knows abi-session by name only, as
 * a server does.
 */
public final class TomcatNode implements ServletContainerContract.Node {
    /** Changes a context before it starts. */
    @FunctionalInterface
    public interface Customizer {
        void customize(Tomcat tomcat, Context context);
    }

    private static final String MANAGER = "org.abisession.tomcat.RedisSessionManager";

    /** Tomcat's own conf/web.xml, without JSP. */
    private static final String DEFAULT_WEB_XML = """
            <?xml version="1.0" encoding="UTF-8"?>
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
              <servlet>
                <servlet-name>default</servlet-name>
                <servlet-class>org.apache.catalina.servlets.DefaultServlet</servlet-class>
                <load-on-startup>1</load-on-startup>
              </servlet>
              <servlet-mapping><servlet-name>default</servlet-name><url-pattern>/</url-pattern></servlet-mapping>
              <context-param><!-- else it stops all logging, at the end of any context -->
                <param-name>logbackDisableServletContainerInitializer</param-name>
                <param-value>true</param-value>
              </context-param>
              <session-config><session-timeout>30</session-timeout></session-config>
            </web-app>
            """;

    static {
        // What Tomcat says is captured by TestLogs, and none of it is for the output of the build.
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }

    private final Path base;
    private final Tomcat tomcat = new Tomcat();
    private final Context context;
    private Consumer<Context> wiring = context -> {};

    private TomcatNode(Path webapp, String contextPath, Customizer customizer) {
        try {
            base = Files.createTempDirectory("tomcat");
            Files.writeString(Files.createDirectories(base.resolve("conf")).resolve("web.xml"), DEFAULT_WEB_XML);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tomcat.setBaseDir(base.toString());
        tomcat.setAddDefaultWebXmlToWebapp(false);
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        connector.addUpgradeProtocol(new Http2Protocol());
        tomcat.setConnector(connector);
        tomcat.getEngine(); // with its realm
        addUser("ann", "tea", "customer");
        addUser("bob", "coffee", "customer", "admin");
        context = tomcat.addWebapp(contextPath, webapp.toString());
        prepare((StandardContext) context);
        customizer.customize(tomcat, context);
    }

    private void prepare(StandardContext added) {
        added.getJarScanner().setJarScanFilter((type, name) -> false); // no fragments in the tests' class path
        added.setDefaultWebXml(base.resolve("conf/web.xml").toString());
    }

    private void addUser(String name, String password, String... roles) {
        tomcat.addUser(name, password);
        for (String role : roles) {
            tomcat.addRole(name, role);
        }
    }

    /** Starts a server whose manager has these settings as attributes. */
    public static TomcatNode start(Path webapp, String contextPath, Map<String, String> settings)
            throws LifecycleException {
        return start(webapp, contextPath, settings, null);
    }

    /** Does the same as {@link #start(Path, String, Map)}, with a route, which follows the dot in its cookies. */
    public static TomcatNode start(Path webapp, String contextPath, Map<String, String> settings, String jvmRoute)
            throws LifecycleException {
        return start(webapp, contextPath, jvmRoute, context -> context.setManager(manager(settings)));
    }

    /** Does the same as {@link #start(Path, String, Map, String)}, with any wiring of each context in it. */
    public static TomcatNode start(Path webapp, String contextPath, String jvmRoute, Consumer<Context> wiring)
            throws LifecycleException {
        Consumer<Context> whole = context -> {
            context.setCrossContext(true);
            wiring.accept(context);
        };
        TomcatNode node = start(webapp, contextPath, (tomcat, context) -> {
            tomcat.getEngine().setJvmRoute(jvmRoute);
            whole.accept(context);
        });
        node.wiring = whole;
        return node;
    }

    /** Makes the manager of abi-session as Tomcat makes it from {@code <Manager className="..."/>}. */
    public static Manager manager(Map<String, String> settings) {
        try {
            Manager manager = Class.forName(MANAGER)
                    .asSubclass(Manager.class)
                    .getDeclaredConstructor()
                    .newInstance();
            settings.forEach((name, value) -> IntrospectionUtils.setProperty(manager, name, value));
            return manager;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(MANAGER + " must be on the class path of a test that runs it", e);
        }
    }

    /** Starts a server with one context that the customizer has wired. */
    public static TomcatNode start(Path webapp, String contextPath, Customizer customizer) throws LifecycleException {
        TomcatNode node = new TomcatNode(webapp, contextPath, customizer);
        node.tomcat.start();
        return node;
    }

    @Override
    public int port() {
        return tomcat.getConnector().getLocalPort();
    }

    @Override
    public void deploy(Path webapp, String contextPath) {
        StandardContext added = new StandardContext();
        added.setPath(contextPath);
        added.setDocBase(webapp.toString());
        added.addLifecycleListener(new ContextConfig());
        prepare(added);
        wiring.accept(added);
        tomcat.getHost().addChild(added);
        if (added.getState() != LifecycleState.STARTED) {
            throw new IllegalStateException("The context " + contextPath + " does not start");
        }
    }

    @Override
    public void undeploy(String contextPath) {
        tomcat.getHost().removeChild(tomcat.getHost().findChild(contextPath));
    }

    @Override
    public ClassLoader loader(String contextPath) {
        return ((Context) tomcat.getHost().findChild(contextPath)).getLoader().getClassLoader();
    }

    public Context context() {
        return context;
    }

    public boolean isServing() {
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
