package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import kotlin.LazyKt;
import kotlin.collections.CollectionsKt;
import kotlin.collections.MapsKt;
import kotlin.collections.SetsKt;
import kotlin.text.Regex;
import kotlin.time.Instant;
import kotlin.uuid.Uuid;
import org.abisession.testing.EmbeddedRedis;
import org.abisession.testing.SessionClient;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the library of Kotlin puts into the values of an application, on two nodes without a setting for it. */
@Tag("full")
class KotlinValuesTest {
    /** What an application of Kotlin has in the properties of its own classes. */
    private static final Map<String, Object> VALUES = new TreeMap<>(Map.of(
            "emptyList", CollectionsKt.emptyList(),
            "emptyMap", MapsKt.emptyMap(),
            "emptySet", SetsKt.emptySet(),
            "instant", Instant.Companion.fromEpochSeconds(1_700_000_000L, 5),
            "lazy", LazyKt.lazy(() -> "tea"),
            "regex", new Regex("te+a"),
            "uuid", Uuid.Companion.parse("0f8fad5b-d9cb-469f-a165-70867728950e")));

    private static ServletWebServerApplicationContext start(EmbeddedRedis redis) {
        return (ServletWebServerApplicationContext) new SpringApplicationBuilder(Shop.class)
                .bannerMode(Banner.Mode.OFF)
                .properties(
                        "server.port=0",
                        "spring.autoconfigure.exclude=" + LimitedApplication.OTHER_VERSION,
                        "abi.session.redis-url=" + redis.uri())
                .run();
    }

    @Test
    void attributes_valuesOfKotlin_areReadOnTheOtherNode() {
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                ServletWebServerApplicationContext one = start(redis);
                ServletWebServerApplicationContext other = start(redis)) {
            SessionClient client = new SessionClient();
            client.get(one.getWebServer().getPort(), "/set");

            for (Map.Entry<String, Object> value : VALUES.entrySet()) {
                assertThat(client.get(other.getWebServer().getPort(), "/" + value.getKey())
                                .body())
                        .as(value.getKey())
                        .isEqualTo(value.getValue().toString());
            }
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
        TomcatServletWebServerFactory server() {
            return new TomcatServletWebServerFactory();
        }

        @Bean
        ServletRegistrationBean<HttpServlet> page() {
            return new ServletRegistrationBean<>(new Page(), "/");
        }
    }

    /** A class of the application with a value of Kotlin in it. */
    private record Order(Object detail) implements Serializable {}

    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            String name = request.getServletPath().substring(1);
            if (name.equals("set")) {
                VALUES.forEach((key, value) -> request.getSession().setAttribute(key, new Order(value)));
            } else if (request.getSession().getAttribute(name) instanceof Order order) {
                response.getWriter().print(order.detail());
            }
        }
    }
}
