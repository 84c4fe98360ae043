package org.abisession.boot.v3;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.abisession.boot.v3.LimitedApplication.Choice;
import org.abisession.settings.InvalidSettingException;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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
}
