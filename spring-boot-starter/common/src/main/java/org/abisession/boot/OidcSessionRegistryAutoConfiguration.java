package org.abisession.boot;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry;

/**
 * Brings a registry by which a back-channel logout reaches all nodes, where Spring Security's OAuth 2 client is there.
 */
@AutoConfiguration(after = SessionAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.security.oauth2.client.oidc.session.OidcSessionRegistry")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class OidcSessionRegistryAutoConfiguration {
    /** The bean, in a class of its own, which is loaded only if the type of the bean is present. */
    @Configuration(proxyBeanMethods = false)
    static class Registry {
        @Bean
        @ConditionalOnMissingBean
        OidcSessionRegistry abiOidcSessionRegistry(BootSessions sessions) {
            return new IndexedOidcSessionRegistry(sessions);
        }
    }
}
