package org.abisession.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** Warns where the starter is in a reactive application: its sessions are no {@code HttpSession}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
class ReactiveAutoConfiguration {
    private static final Logger LOG = LoggerFactory.getLogger(ReactiveAutoConfiguration.class);

    @Bean
    @Lazy(false)
    SmartInitializingSingleton abiReactiveCheck() {
        return () -> LOG.warn("The starter of abi-session does not serve a reactive application (WebFlux): its"
                + " sessions, WebSession, are not kept in Redis by abi-session, and no setting abi.session.* has an"
                + " effect. Use Spring MVC, or remove the starter.");
    }
}
