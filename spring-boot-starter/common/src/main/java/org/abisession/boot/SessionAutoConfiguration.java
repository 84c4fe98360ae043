package org.abisession.boot;

import jakarta.servlet.http.HttpSessionListener;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.Scope;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
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

    @Bean
    static BeanFactoryPostProcessor abiSessionBeans(ObjectProvider<BootSessions> sessions) {
        return beans -> {
            Scope scope = beans.getRegisteredScope(SessionBeans.SCOPE);
            if (scope != null) {
                beans.registerScope(SessionBeans.SCOPE, new StoredBeansScope(scope, sessionBeans(beans, sessions)));
            }
        };
    }

    @Bean
    static ServletListenerRegistrationBean<HttpSessionListener> abiSessionBeansListener(
            ConfigurableListableBeanFactory beans, ObjectProvider<BootSessions> sessions) {
        return new ServletListenerRegistrationBean<>(sessionBeans(beans, sessions));
    }

    private static SessionBeans sessionBeans(
            ConfigurableListableBeanFactory beans, ObjectProvider<BootSessions> sessions) {
        return new SessionBeans(beans, () -> !sessions.getObject().openNodes().isEmpty());
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
