package com.example;

import jakarta.servlet.http.HttpSession;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Two nodes of Spring Boot, one session. */
@SpringBootApplication
@RestController
public class Consumer {
    /** Starts them, visits both and stops them. */
    public static void main(String[] arguments) throws Exception {
        try (ConfigurableApplicationContext first = SpringApplication.run(Consumer.class, "--server.port=0");
                ConfigurableApplicationContext second = SpringApplication.run(Consumer.class, "--server.port=0")) {
            HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
            int expected = 0;
            for (ConfigurableApplicationContext node : new ConfigurableApplicationContext[] {first, second, first}) {
                expected++;
                URI page = URI.create("http://localhost:" + node.getEnvironment().getProperty("local.server.port") + "/");
                String answer = browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString()).body();
                if (!answer.equals(String.valueOf(expected))) {
                    throw new IllegalStateException("Visit " + expected + " was answered: " + answer);
                }
            }
            System.out.println("abi-session-spring-boot-starter: one session on two nodes");
        }
    }

    @GetMapping("/")
    String visits(HttpSession session) {
        Object before = session.getAttribute("visits");
        int visits = before == null ? 1 : (Integer) before + 1;
        session.setAttribute("visits", visits);
        return String.valueOf(visits);
    }
}
