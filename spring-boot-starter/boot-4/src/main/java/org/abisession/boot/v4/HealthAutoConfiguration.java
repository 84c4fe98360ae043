package org.abisession.boot.v4;

import org.abisession.boot.BootSessions;
import org.abisession.boot.StoreHealth;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Adds the health of the store. An application that is not ready while Redis does not answer is alive all the same. */
@AutoConfiguration(
        afterName =
                "org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration")
@ConditionalOnClass(
        name = {
            "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator",
            "org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class HealthAutoConfiguration {
    @Bean
    @ConditionalOnEnabledHealthIndicator("abi-session")
    HealthIndicator abiSessionHealthIndicator(BootSessions sessions) {
        return new SessionHealthIndicator(new StoreHealth(sessions));
    }

    @Bean
    @ConditionalOnEnabledHealthIndicator("abi-session")
    static HealthEndpointGroupsPostProcessor abiSessionReadiness(Environment environment) {
        return groups -> ReadinessGroups.isConfigured(environment) ? groups : new ReadinessGroups(groups);
    }
}
