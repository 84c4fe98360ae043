package org.abisession.boot.v4;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.reactive.ReactiveWebServerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import reactor.core.publisher.Mono;

class ReactiveApplicationTest {
    /** Those for Spring Boot 3, which are named in the same file and are in no jar of this module. */
    private static final String OF_BOOT_3 = Stream.of("Tomcat", "Jetty", "Health", "ConnectionDetails")
            .map(name -> "org.abisession.boot.v3." + name + "AutoConfiguration")
            .collect(Collectors.joining(",", "spring.autoconfigure.exclude=", ""));

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Reactive {
        @Bean
        HttpHandler handler() {
            return (request, response) -> Mono.empty();
        }

        @Bean
        ReactiveWebServerFactory server() {
            return handler -> new WebServer() {
                @Override
                public void start() {}

                @Override
                public void stop() {}

                @Override
                public int getPort() {
                    return -1;
                }
            };
        }
    }

    /** Starts a reactive application, and returns what the starter has logged. */
    private static String logOf(String... properties) {
        Logger logger = (Logger) LoggerFactory.getLogger("org.abisession");
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Reactive.class)
                .web(WebApplicationType.REACTIVE)
                .properties(OF_BOOT_3)
                .properties(properties)
                .initializers(
                        unused -> { // Spring Boot has set its log up by now
                            appender.start();
                            logger.addAppender(appender);
                        })
                .run()) {
            assertThat(context.isActive()).isTrue();
        } finally {
            logger.detachAppender(appender);
        }
        return String.join(
                "\n",
                appender.list.stream()
                        .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void start_reactiveApplication_warnsThatItsSessionsAreNotInRedis(boolean lazy) {
        assertThat(logOf("spring.main.lazy-initialization=" + lazy))
                .startsWith("WARN The starter of abi-session does not serve a reactive application (WebFlux)")
                .contains("Use Spring MVC, or remove the starter.");
    }

    @Test
    void start_reactiveApplicationThatSwitchesItOff_saysNothing() {
        assertThat(logOf("abi.session.enabled=false")).isEmpty();
    }
}
