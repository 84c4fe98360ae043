package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.abisession.boot.v3.LimitedApplication.Choice;
import org.abisession.testing.SessionClient;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * Spring Security's {@code maximumSessions} in a war that has the starter, on a Tomcat of its own without abi-session.
 */
@Tag("full")
class WarLoginLimitTest {
    @TempDir
    private Path folder;

    /** Starts the application as a servlet container starts a war of Spring Boot. */
    private static final class War extends SpringBootServletInitializer {
        @Override
        protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
            Choice choice = new Choice(
                    TomcatServletWebServerFactory::new,
                    name -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()),
                    true);
            return builder.sources(LimitedApplication.Limited.class)
                    .bannerMode(Banner.Mode.OFF)
                    .properties("spring.autoconfigure.exclude=" + LimitedApplication.OTHER_VERSION)
                    .initializers(context -> context.getBeanFactory().registerSingleton("choice", choice));
        }
    }

    @Test
    void maximumSessions_warWithTheStarter_refusesTheSecondLoginOnThisNodeAndHealthIsUnknown() throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", folder.toString());
        context.addServletContainerInitializer((classes, servletContext) -> new War().onStartup(servletContext), null);
        tomcat.start();
        try {
            int port = tomcat.getConnector().getLocalPort();
            SessionClient first = new SessionClient();
            assertThat(LimitedApplication.logIn(first, port, "ada")).isTrue();
            assertThat(LimitedApplication.logIn(new SessionClient(), port, "ada"))
                    .isFalse();

            first.post(port, "/logout", "");
            assertThat(LimitedApplication.logIn(new SessionClient(), port, "ada"))
                    .isTrue();

            WebApplicationContext application = Objects.requireNonNull(
                    WebApplicationContextUtils.getWebApplicationContext(context.getServletContext()));
            assertThat(application
                            .getBean(SessionHealthIndicator.class)
                            .health()
                            .getStatus())
                    .isEqualTo(Status.UNKNOWN);
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
