package org.abisession.boot;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Brings the endpoint {@code sessions}, where Actuator exposes it and Spring Session does not have its own. */
@AutoConfiguration(
        after = SessionAutoConfiguration.class,
        afterName = { // Spring Session's own is known by then
            "org.springframework.boot.actuate.autoconfigure.session.SessionsEndpointAutoConfiguration",
            "org.springframework.boot.session.autoconfigure.SessionsEndpointAutoConfiguration"
        })
@ConditionalOnClass(
        name = {
            "org.springframework.boot.actuate.endpoint.annotation.Endpoint",
            "org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SessionsEndpointAutoConfiguration {
    /** The bean, in a class of its own, which is loaded only if Actuator is present. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnAvailableEndpoint(endpoint = SessionsEndpoint.class)
    static class Sessions {
        @Bean
        @ConditionalOnMissingBean(type = "org.springframework.session.SessionRepository")
        SessionsEndpoint abiSessionsEndpoint(BootSessions sessions) {
            return new SessionsEndpoint(sessions);
        }
    }
}
