package org.abisession.boot.v4;

import org.abisession.boot.BootSessions;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Keeps the sessions of an embedded Tomcat in Redis. */
@AutoConfiguration
@ConditionalOnClass(
        name = {
            "org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory",
            "org.apache.catalina.startup.Tomcat"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class TomcatAutoConfiguration {
    @Bean
    TomcatSessions abiSessionsOfTomcat(BootSessions sessions) {
        return new TomcatSessions(sessions);
    }
}
