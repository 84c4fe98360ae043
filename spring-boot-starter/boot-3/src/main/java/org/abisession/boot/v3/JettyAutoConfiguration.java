package org.abisession.boot.v3;

import org.abisession.boot.BootSessions;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Keeps the sessions of an embedded Jetty in Redis. */
@AutoConfiguration
@ConditionalOnClass(
        name = {
            "org.springframework.boot.web.embedded.jetty.JettyServletWebServerFactory",
            "org.eclipse.jetty.session.SessionManager"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class JettyAutoConfiguration {
    @Bean
    JettySessions abiSessionsOfJetty(BootSessions sessions) {
        return new JettySessions(sessions);
    }
}
