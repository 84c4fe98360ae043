package com.example.billing;

import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** An application that has nothing in common with those of the tests but the starter. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration(exclude = WebSocketServletAutoConfiguration.class)
public class Billing {
    @Bean
    ServletWebServerFactory server(Supplier<ServletWebServerFactory> choice) {
        return choice.get();
    }
}
