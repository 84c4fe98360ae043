package org.abisession.boot.v3;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.abisession.testing.SessionClient;
import org.springframework.boot.Banner;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionRegistry;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.session.HttpSessionEventPublisher;

/** A node whose users log in by form, each in one session, with the authentication that a test gives them. */
final class LimitedApplication implements AutoCloseable {
    /**
     * The choices of a test.
     *
     * @param logins makes the authentication of a user who logs in by a name
     * @param prevented whether a second login is refused; else it ends the first session
     */
    record Choice(
            Supplier<? extends ServletWebServerFactory> server,
            Function<String, ? extends Authentication> logins,
            boolean prevented) {}

    /** Names what the starter has for Spring Boot 4, which is not here. */
    static final String OTHER_VERSION = Stream.of("Tomcat", "Jetty", "Health", "ConnectionDetails")
            .map(name -> "org.abisession.boot.v4." + name + "AutoConfiguration")
            .collect(Collectors.joining(","));

    private final ServletWebServerApplicationContext context;

    private LimitedApplication(ServletWebServerApplicationContext context) {
        this.context = context;
    }

    static LimitedApplication start(Choice choice, String... properties) {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(Limited.class)
                .bannerMode(Banner.Mode.OFF)
                .properties("server.port=0", "spring.autoconfigure.exclude=" + OTHER_VERSION)
                .properties(properties)
                .initializers(context -> context.getBeanFactory().registerSingleton("choice", choice));
        return new LimitedApplication((ServletWebServerApplicationContext) builder.run());
    }

    int port() {
        return context.getWebServer().getPort();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Logs in; returns true unless it is refused. */
    boolean logIn(SessionClient client, String name) {
        return logIn(client, port(), name);
    }

    /** The same at the server of this port. */
    static boolean logIn(SessionClient client, int port, String name) {
        return client.post(port, "/login", "username=" + name + "&password=")
                .headers()
                .firstValue("Location")
                .orElseThrow()
                .endsWith("/");
    }

    void logOut(SessionClient client) {
        client.post(port(), "/logout", "");
    }

    /** Returns the user's name and how many sessions the registry has of the user. */
    String get(SessionClient client) {
        return client.get(port(), "/").body();
    }

    @Override
    public void close() {
        context.close();
    }

    /**
     * The application. It has no WebSockets, which Spring Boot sets up for one of the servers on the class path alone.
     */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration(
            exclude = {UserDetailsServiceAutoConfiguration.class, WebSocketServletAutoConfiguration.class})
    static class Limited {
        @Bean
        ServletWebServerFactory server(Choice choice) {
            return choice.server().get();
        }

        @Bean
        HttpSessionEventPublisher events() {
            return new HttpSessionEventPublisher();
        }

        @Bean
        SecurityFilterChain security(HttpSecurity http, Choice choice) throws Exception {
            return http.csrf(csrf -> csrf.disable())
                    .authenticationProvider(new Provider(choice))
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .sessionManagement(
                            sessions -> sessions.maximumSessions(1).maxSessionsPreventsLogin(choice.prevented()))
                    .build();
        }

        @Bean
        ServletRegistrationBean<HttpServlet> page(SessionRegistry registry) {
            return new ServletRegistrationBean<>(new Page(registry), "/");
        }
    }

    private record Provider(Choice choice) implements AuthenticationProvider {
        @Override
        public Authentication authenticate(Authentication asked) {
            return choice.logins().apply(asked.getName());
        }

        @Override
        public boolean supports(Class<?> type) {
            return true;
        }
    }

    /** Tells the user's name and how many sessions the registry has of the user. */
    private static final class Page extends HttpServlet {
        private static final long serialVersionUID = 1L;

        private final transient SessionRegistry registry;

        Page(SessionRegistry registry) {
            this.registry = registry;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Authentication user = (Authentication) request.getUserPrincipal();
            int sessions = registry.getAllSessions(user.getPrincipal(), false).size();
            response.getWriter().print(user.getName() + " " + sessions);
        }
    }
}
