package org.abisession.boot;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Binds the metrics of the sessions to the application's registry, where it has one. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(name = "io.micrometer.core.instrument.MeterRegistry")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class MetricsAutoConfiguration {
    @Bean
    BootMeters abiSessionMeters(BootSessions sessions, ObjectProvider<MeterRegistry> registries) {
        return new BootMeters(sessions, registries);
    }
}
