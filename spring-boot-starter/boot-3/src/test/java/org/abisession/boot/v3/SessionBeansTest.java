package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.SessionClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.Banner;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.embedded.undertow.UndertowServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.annotation.SessionScope;
import org.springframework.web.filter.RequestContextFilter;

/** Session-scoped beans with a destroy method, on two nodes. */
@Tag("full")
class SessionBeansTest {
    private static final EmbeddedRedis REDIS = EmbeddedRedis.start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    static Stream<Named<Supplier<ServletWebServerFactory>>> servers() {
        return Stream.of(
                Named.of("Tomcat", TomcatServletWebServerFactory::new),
                Named.of("Jetty", JettyServletWebServerFactory::new));
    }

    private static ServletWebServerApplicationContext start(Supplier<ServletWebServerFactory> server) {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Shop.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "server.port=0",
                        "spring.autoconfigure.exclude=" + LimitedApplication.OTHER_VERSION,
                        "abi.session.redis-url=" + REDIS.uri())
                .initializers(context -> context.getBeanFactory().registerSingleton("choice", server))
                .run();
    }

    private static String get(SessionClient client, ServletWebServerApplicationContext node, String path) {
        return client.get(node.getWebServer().getPort(), path).body();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void preDestroy_sessionEndsOnAnotherNode_isCalledThereOnceWithWhatIsStored(
            Supplier<ServletWebServerFactory> server) {
        try (ServletWebServerApplicationContext one = start(server);
                ServletWebServerApplicationContext other = start(server)) {
            SessionClient client = new SessionClient();
            get(client, one, "/tea");
            assertThat(get(client, other, "/milk")).isEqualTo("[tea, milk]");

            get(client, other, "/end");

            assertThat(other.getBean(Journal.class).lines).containsExactly("basket [tea, milk]");
            assertThat(one.getBean(Journal.class).lines).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void preDestroy_sessionEndsOnItsOnlyNode_isCalledOnceWithWhatIsStored(Supplier<ServletWebServerFactory> server) {
        try (ServletWebServerApplicationContext node = start(server)) {
            SessionClient client = new SessionClient();
            get(client, node, "/tea");
            get(client, node, "/milk");

            get(client, node, "/end");

            assertThat(node.getBean(Journal.class).lines).containsExactly("basket [tea, milk]");
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void preDestroy_beanIsNotSerializable_isCalledByTheNodeThatHasMadeIt(Supplier<ServletWebServerFactory> server) {
        try (ServletWebServerApplicationContext node = start(server)) {
            SessionClient client = new SessionClient();
            get(client, node, "/lock");

            get(client, node, "/end");

            assertThat(node.getBean(Journal.class).lines).containsExactly("lock");
        }
    }

    @Test
    void preDestroy_sessionsAreNotInRedis_isCalledAsSpringDoes() {
        try (ServletWebServerApplicationContext node = start(UndertowServletWebServerFactory::new)) {
            SessionClient client = new SessionClient();
            get(client, node, "/tea");
            get(client, node, "/milk");

            get(client, node, "/end");

            assertThat(node.getBean(Journal.class).lines).containsExactly("basket [tea, milk]");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {
                ManagementWebSecurityAutoConfiguration.class,
                SecurityAutoConfiguration.class,
                SecurityFilterAutoConfiguration.class,
                WebSocketServletAutoConfiguration.class
            })
    static class Shop {
        @Bean
        ServletWebServerFactory server(Supplier<ServletWebServerFactory> choice) {
            return choice.get();
        }

        @Bean
        Journal journal() {
            return new Journal();
        }

        @Bean
        @SessionScope
        Basket basket() {
            return new Basket();
        }

        @Bean
        @SessionScope
        Lock lock(Journal journal) {
            return new Lock(journal);
        }

        @Bean
        RequestContextFilter requests() {
            return new RequestContextFilter();
        }

        @Bean
        ServletRegistrationBean<HttpServlet> page(Basket basket, Lock lock) {
            return new ServletRegistrationBean<>(new Page(basket, lock), "/");
        }
    }

    /** Writes down which beans were destroyed on its node. */
    static class Journal {
        final List<String> lines = new CopyOnWriteArrayList<>();
    }

    /** A bean that is stored, and needs another one at its end. */
    static class Basket implements Serializable {
        private static final long serialVersionUID = 1L;

        private final ArrayList<String> items = new ArrayList<>();

        @Autowired
        private transient @Nullable Journal journal;

        void add(String item) {
            items.add(item);
        }

        String text() {
            return items.toString();
        }

        @PreDestroy
        void end() {
            if (journal != null) {
                journal.lines.add("basket " + items);
            }
        }
    }

    /** A bean that stays on its node. */
    static class Lock {
        private final @Nullable Journal journal;

        Lock() {
            this(null); // for its proxy
        }

        Lock(@Nullable Journal journal) {
            this.journal = journal;
        }

        void use() {}

        @PreDestroy
        void end() {
            if (journal != null) {
                journal.lines.add("lock");
            }
        }
    }

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient Basket basket;
        private final transient Lock lock;

        Page(Basket basket, Lock lock) {
            this.basket = basket;
            this.lock = lock;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String path = request.getServletPath();
            if (path.equals("/end")) {
                request.getSession().invalidate();
            } else if (path.equals("/lock")) {
                lock.use();
            } else {
                basket.add(path.substring(1));
                response.getWriter().print(basket.text());
            }
        }
    }
}
