package org.abisession.jetty;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;

/** An embedded Jetty with web applications, wired as the README says. */
@SuppressWarnings("try") // Jetty's stop method throws Exception
final class JettyNode implements ServletContainerContract.Node {
    private static final HttpConfiguration CONFIGURATION = new HttpConfiguration();

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(
            server, new HttpConnectionFactory(CONFIGURATION), new HTTP2CServerConnectionFactory(CONFIGURATION));
    private final ContextHandlerCollection contexts = new ContextHandlerCollection();

    JettyNode(Map<String, String> settings) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(contexts);
        RedisSessionDataStoreFactory factory = new RedisSessionDataStoreFactory();
        settings.forEach(factory::setProperty);
        server.addBean(factory);
    }

    /** Adds an exploded web application. */
    WebAppContext add(Path webapp, String contextPath) {
        WebAppContext context = new WebAppContext();
        context.setContextPath(contextPath.isEmpty() ? "/" : contextPath);
        context.setBaseResourceAsPath(webapp);
        context.setThrowUnavailableOnStartupException(true);
        return add(context);
    }

    <H extends Handler> H add(H context) {
        contexts.addHandler(context);
        return context;
    }

    Server server() {
        return server;
    }

    JettyNode start() throws Exception {
        server.start();
        return this;
    }

    @Override
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
