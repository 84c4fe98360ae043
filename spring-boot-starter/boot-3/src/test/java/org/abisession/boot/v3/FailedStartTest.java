package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.example.billing.Billing;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.boot.v3.LimitedApplication.Choice;
import org.abisession.settings.InvalidSettingException;
import org.abisession.testing.EmbeddedRedis;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.server.ServletWebServerFactory;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

/** A start that fails when the sessions are to be opened, which is within the start of the server. */
@Tag("full")
class FailedStartTest {
    static Stream<Named<Supplier<ServletWebServerFactory>>> servers() {
        return Stream.of(
                Named.of("Tomcat", TomcatServletWebServerFactory::new),
                Named.of("Jetty", JettyServletWebServerFactory::new));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void start_sessionsCantBeOpened_failsWithTheReason(Supplier<ServletWebServerFactory> server) {
        Choice choice = new Choice(
                server, name -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()), true);

        assertThatThrownBy(() -> LimitedApplication.start(
                        choice, "server.servlet.context-parameters.abi.session.unknown-name=1"))
                .hasRootCauseInstanceOf(InvalidSettingException.class)
                .hasStackTraceContaining("Unknown: abi.session.unknown-name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tracking-modes=cookie,SSL", "tracking-modes[0]=ssl"})
    void start_trackedBySsl_failsWithTheReason(String modes) {
        Choice choice = new Choice(
                TomcatServletWebServerFactory::new,
                name -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()),
                true);

        assertThatThrownBy(() -> LimitedApplication.start(choice, "server.servlet.session." + modes))
                .hasStackTraceContaining("server.servlet.session.tracking-modes must not be ssl");
    }

    @ParameterizedTest
    @MethodSource("servers")
    void start_nameIsAnotherApplications_failsWithTheReason(Supplier<ServletWebServerFactory> server) {
        Choice choice = new Choice(
                server, name -> UsernamePasswordAuthenticationToken.authenticated(name, null, List.of()), true);
        try (EmbeddedRedis redis = EmbeddedRedis.start();
                LimitedApplication other = LimitedApplication.start(choice, "abi.session.redis-url=" + redis.uri())) {
            SpringApplicationBuilder billing = new SpringApplicationBuilder(Billing.class)
                    .bannerMode(Banner.Mode.OFF)
                    .properties(
                            "server.port=0",
                            "spring.autoconfigure.exclude=" + LimitedApplication.OTHER_VERSION,
                            "abi.session.redis-url=" + redis.uri())
                    .initializers(context -> context.getBeanFactory().registerSingleton("choice", server));

            assertThat(other.port()).isPositive();
            assertThatThrownBy(billing::run)
                    .hasRootCauseInstanceOf(InvalidSettingException.class)
                    .hasStackTraceContaining("belong to another application already");
        }
    }
}
