package org.abisession.boot;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.ConfigurableEnvironment;

/** Brings what the sessions of any server need. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SessionAutoConfiguration {
    @Bean
    BootSessions abiSessions(ConfigurableEnvironment environment, ListableBeanFactory beans) {
        return BootSessions.of(environment, beans);
    }

    @Bean
    WarSessions abiSessionsOfWar(BootSessions sessions) {
        return new WarSessions(sessions);
    }

    /** Is read only where Spring Session is there, too. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = SpringSessionCheck.REPOSITORY)
    static class SpringSession {
        @Bean
        @Lazy(false)
        SpringSessionCheck abiSpringSessionCheck(ListableBeanFactory beans) {
            return new SpringSessionCheck(beans);
        }
    }
}
