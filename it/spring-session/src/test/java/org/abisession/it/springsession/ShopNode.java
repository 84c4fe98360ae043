package org.abisession.it.springsession;

import com.example.shop.ShopServlet;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import jakarta.servlet.ServletException;
import java.io.File;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.abisession.jetty.RedisSessionDataStoreFactory;
import org.abisession.tomcat.RedisSessionManager;
import org.abisession.undertow.RedisSessionExtension;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.serializer.RedisSerializer;
import org.springframework.session.data.redis.RedisSessionRepository;
import org.springframework.session.web.http.SessionRepositoryFilter;

/** A server with the shop, on a free port of 127.0.0.1. */
@SuppressWarnings("try") // containers' stop methods throw Exception
interface ShopNode extends AutoCloseable {
    int port();

    @Override
    void close() throws Exception;

    /** The servers that abi-session runs on here. */
    enum Container {
        TOMCAT {
            @Override
            ShopNode start(Map<String, String> settings) throws Exception {
                RedisSessionManager manager = new RedisSessionManager();
                settings.forEach(manager::setProperty);
                return tomcat(context -> context.setManager(manager), () -> {});
            }
        },
        JETTY {
            @Override
            ShopNode start(Map<String, String> settings) throws Exception {
                return jetty(settings);
            }
        },
        UNDERTOW {
            @Override
            ShopNode start(Map<String, String> settings) throws Exception {
                return undertow(settings);
            }
        };

        abstract ShopNode start(Map<String, String> settings) throws Exception;
    }

    /** Starts the shop with abi-session, which takes over sessions of Spring Session. */
    static ShopNode start(Container container, String redisUri) throws Exception {
        Map<String, String> settings = new HashMap<>();
        settings.put("redis-url", redisUri);
        settings.put("env-file", "off");
        settings.put("take-over", "spring-session");
        settings.put("command-timeout", "30s"); // of a machine that has much to do
        settings.put("connect-timeout", "30s");
        settings.put("allowed-classes", "com.example.shop.*");
        return container.start(settings);
    }

    /** Starts the shop as it was before: with Spring Session's filter, on Tomcat. */
    static ShopNode withSpringSession(String redisUri) throws LifecycleException {
        URI uri = URI.create(redisUri);
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
        server.setDatabase(
                uri.getPath().length() > 1 ? Integer.parseInt(uri.getPath().substring(1)) : 0);
        LettuceConnectionFactory connections = new LettuceConnectionFactory(server);
        connections.afterPropertiesSet();
        connections.start();
        RedisTemplate<String, Object> template = new RedisTemplate<>();
        template.setConnectionFactory(connections);
        template.setKeySerializer(RedisSerializer.string());
        template.setHashKeySerializer(RedisSerializer.string());
        template.afterPropertiesSet();
        RedisSessionRepository sessions = new RedisSessionRepository(template);
        return tomcat(
                context -> {
                    FilterDef filter = new FilterDef();
                    filter.setFilterName("springSession");
                    filter.setFilter(new SessionRepositoryFilter<>(sessions));
                    context.addFilterDef(filter);
                    FilterMap map = new FilterMap();
                    map.setFilterName("springSession");
                    map.addURLPattern("/*");
                    context.addFilterMap(map);
                },
                connections::destroy);
    }

    private static ShopNode tomcat(Consumer<Context> wiring, Runnable end) throws LifecycleException {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF); // what Tomcat says is not for the output of the build
        }
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(new File("target/tomcat").getAbsolutePath());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "shop", new ShopServlet()).addMapping("/");
        wiring.accept(context);
        tomcat.start();
        return new ShopNode() {
            @Override
            public int port() {
                return tomcat.getConnector().getLocalPort();
            }

            @Override
            public void close() throws LifecycleException {
                end.run();
                tomcat.stop();
                tomcat.destroy();
            }
        };
    }

    private static ShopNode jetty(Map<String, String> settings) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        RedisSessionDataStoreFactory factory = new RedisSessionDataStoreFactory();
        settings.forEach(factory::setProperty);
        server.addBean(factory);
        ServletContextHandler context = new ServletContextHandler(ServletContextHandler.SESSIONS);
        context.addServlet(ShopServlet.class, "/");
        server.setHandler(context);
        server.start();
        return new ShopNode() {
            @Override
            public int port() {
                return connector.getLocalPort();
            }

            @Override
            public void close() throws Exception {
                server.stop();
            }
        };
    }

    private static ShopNode undertow(Map<String, String> settings) throws ServletException {
        RedisSessionExtension extension = new RedisSessionExtension();
        settings.forEach(extension::set);
        DeploymentInfo shop = Servlets.deployment()
                .setClassLoader(ShopNode.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("shop")
                .addServletExtension(extension)
                .addServlets(Servlets.servlet(ShopServlet.class).addMapping("/"));
        DeploymentManager manager = Servlets.newContainer().addDeployment(shop);
        manager.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(manager.start())
                .build();
        server.start();
        return new ShopNode() {
            @Override
            public int port() {
                return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
            }

            @Override
            public void close() throws ServletException {
                server.stop();
                manager.stop();
                manager.undeploy();
            }
        };
    }
}
