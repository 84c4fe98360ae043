package com.example.portal;

import org.apereo.cas.client.validation.Cas20ServiceTicketValidator;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.cas.ServiceProperties;
import org.springframework.security.cas.authentication.CasAuthenticationProvider;
import org.springframework.security.cas.web.CasAuthenticationEntryPoint;
import org.springframework.security.cas.web.CasAuthenticationFilter;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.UserDetailsByNameServiceWrapper;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.SimpleUrlAuthenticationFailureHandler;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** Login by a CAS server. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("portal.cas")
class CasLogin {
    @Bean
    SecurityFilterChain cas(HttpSecurity http, UserDetailsService people, @Value("${portal.cas}") String server)
            throws Exception {
        ServiceProperties service = new ServiceProperties();
        service.setService("http://portal.example/cas/login");
        CasAuthenticationEntryPoint entry = new CasAuthenticationEntryPoint();
        entry.setLoginUrl(server + "/login");
        entry.setServiceProperties(service);
        CasAuthenticationProvider provider = new CasAuthenticationProvider();
        provider.setServiceProperties(service);
        provider.setKey("the same on all nodes");
        provider.setTicketValidator(new Cas20ServiceTicketValidator(server));
        provider.setAuthenticationUserDetailsService(new UserDetailsByNameServiceWrapper<>(people));
        CasAuthenticationFilter filter = new CasAuthenticationFilter();
        filter.setFilterProcessesUrl("/cas/login");
        filter.setServiceProperties(service);
        filter.setAuthenticationManager(new ProviderManager(provider));
        filter.setSecurityContextRepository(new HttpSessionSecurityContextRepository());
        filter.setAuthenticationSuccessHandler(new SavedRequestAwareAuthenticationSuccessHandler());
        filter.setAuthenticationFailureHandler(new SimpleUrlAuthenticationFailureHandler("/cas/failure"));
        return Area.of(http, "cas")
                .exceptionHandling(handling -> handling.authenticationEntryPoint(entry))
                .addFilter(filter)
                .build();
    }
}
