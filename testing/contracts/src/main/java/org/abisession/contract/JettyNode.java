package org.abisession.contract;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.security.HashLoginService;
import org.eclipse.jetty.security.UserStore;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.security.Credential;

/**
 * Starts an embedded Jetty with web applications on a free port of 127.0.0.1. It knows abi-session by name only, as a
 * server does.
 */
@SuppressWarnings("try") // Jetty's stop method throws Exception
public final class JettyNode implements ServletContainerContract.Node {
    private static final String FACTORY = "org.abisession.jetty.RedisSessionDataStoreFactory";
    private static final HttpConfiguration CONFIGURATION = new HttpConfiguration();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(
            server, new HttpConnectionFactory(CONFIGURATION), new HTTP2CServerConnectionFactory(CONFIGURATION));
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();

    public JettyNode(Map<String, String> settings) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(contexts);
        server.addBean(factory(settings));
        server.addBean(users());
    }

    /** Makes the factory of abi-session as Jetty makes it from the XML of a module. */
    private static Object factory(Map<String, String> settings) {
        try {
            Object factory = Class.forName(FACTORY).getDeclaredConstructor().newInstance();
            Method setProperty = factory.getClass().getMethod("setProperty", String.class, String.class);
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                setProperty.invoke(factory, setting.getKey(), setting.getValue());
            }
            return factory;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(FACTORY + " must be on the class path of a test that runs it", e);
        }
    }

    private static HashLoginService users() {
        UserStore users = new UserStore();
        users.addUser("ann", Credential.getCredential("tea"), new String[] {"customer"});
        users.addUser("bob", Credential.getCredential("coffee"), new String[] {"customer", "admin"});
        HashLoginService service = new HashLoginService(ServletContainerContract.REALM);
        service.setUserStore(users);
        return service;
    }

    /** Gives the node a name of its own, which follows the dot in its cookies. */
    public JettyNode named(String workerName) {
        DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
        ids.setWorkerName(workerName);
        server.addBean(ids, true);
        return this;
    }

    /** Adds an exploded web application. */
    public WebAppContext add(Path webapp, String contextPath) {
        return add(webApp(webapp, contextPath));
    }

    private static WebAppContext webApp(Path webapp, String contextPath) {
        WebAppContext context = new WebAppContext();
        context.setCrossContextDispatchSupported(true);
        context.setContextPath(contextPath.isEmpty() ? "/" : contextPath);
        context.setBaseResourceAsPath(webapp);
        context.setThrowUnavailableOnStartupException(true);
        return context;
    }

    /** Adds a context of any kind. */
    public <H extends Handler> H add(H context) {
        contexts.addHandler(context);
        return context;
    }

    /** Returns the server, to be changed before it starts. */
    public Server server() {
        return server;
    }

    /** Starts it; returns when it serves. */
    public JettyNode start() throws Exception {
        server.start();
        return this;
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void deploy(Path webapp, String contextPath) throws Exception {
        WebAppContext context = webApp(webapp, contextPath);
        try (Blocker.Callback deployed = Blocker.callback()) {
            contexts.deployHandler(context, deployed);
            deployed.block();
        }
        context.start();
    }

    @Override
    public void undeploy(String contextPath) throws Exception {
        WebAppContext context = find(contextPath);
        context.stop();
        try (Blocker.Callback undeployed = Blocker.callback()) {
            contexts.undeployHandler(context, undeployed);
            undeployed.block();
        }
        context.destroy();
    }

    @Override
    public ClassLoader loader(String contextPath) {
        return find(contextPath).getClassLoader();
    }

    private WebAppContext find(String contextPath) {
        return contexts.getDescendants(WebAppContext.class).stream()
                .filter(context -> context.getContextPath().equals(contextPath))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
