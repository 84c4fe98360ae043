package org.abisession.boot.v3;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.abisession.boot.v3.LimitedApplication.Choice;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Manager;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.web.context.support.WebApplicationContextUtils;

/** The application of {@link LimitedApplication} as a war that has the starter, on a Tomcat that is not Spring Boot's. */
final class WarOnTomcat implements AutoCloseable {
    private final Tomcat tomcat = new Tomcat();
    private final Context context;

    private WarOnTomcat(Path folder, @Nullable Manager manager, String... properties) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer(
                (classes, servletContext) -> new War(properties).onStartup(servletContext), null);
        if (manager != null) {
            context.setManager(manager);
        }
        tomcat.start();
    }

    /** Starts it with Tomcat's own sessions. */
    static WarOnTomcat start(Path folder) throws LifecycleException {
        return new WarOnTomcat(folder, null);
    }

    /** Starts it with these sessions, which in a war install themselves. */
    static WarOnTomcat start(Path folder, Manager manager, String... properties) throws LifecycleException {
        return new WarOnTomcat(folder, manager, properties);
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    <T> T bean(Class<T> type) {
        return Objects.requireNonNull(WebApplicationContextUtils.getWebApplicationContext(context.getServletContext()))
                .getBean(type);
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }

    /** Starts the application as a servlet container starts a war of Spring Boot. */
    private static final class War extends SpringBootServletInitializer {
        private final String[] properties;

        War(String... properties) {
            this.properties = properties;
        }

        @Override
        protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
            Choice choice = new Choice(
                    TomcatServletWebServerFactory::new,
                    name -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()),
                    true);
            return builder.sources(LimitedApplication.Limited.class)
                    .bannerMode(Banner.Mode.OFF)
                    .properties(properties)
                    .properties("spring.autoconfigure.exclude=" + LimitedApplication.OTHER_VERSION)
                    .initializers(context -> context.getBeanFactory().registerSingleton("choice", choice));
        }
    }
}
