package org.abisession.boot;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.core.session.SessionRegistry;

/** Brings a registry of sessions that holds on all nodes, unless the application has one or has no Spring Security. */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.security.core.session.SessionRegistry")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class SessionRegistryAutoConfiguration {
    /** The bean, in a class of its own, which is loaded only if the type of the bean is present. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(SessionRegistry.class)
    static class Registry {
        @Bean
        SessionRegistry abiSessionRegistry(BootSessions sessions) {
            return new IndexedSessionRegistry(sessions);
        }

        @Bean
        static LoginLimits abiLoginLimits(ObjectProvider<BootSessions> sessions) {
            return new LoginLimits(sessions);
        }
    }
}
