package com.example.spring;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** A login by form, as Spring Security makes it unless set otherwise. */
@Configuration
@EnableWebMvc
@EnableWebSecurity
public class ShopConfiguration {
    /** Two users, one of them an administrator. */
    @Bean
    public UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ann").password("{noop}tea").roles("USER").build(),
                User.withUsername("bob")
                        .password("{noop}coffee")
                        .roles("USER", "ADMIN")
                        .build());
    }

    /** Returns who may see what. */
    @Bean
    public SecurityFilterChain security(HttpSecurity http) throws Exception {
        http.authorizeHttpRequests(requests ->
                requests.requestMatchers("/admin").hasRole("ADMIN").anyRequest().authenticated());
        http.formLogin(Customizer.withDefaults());
        return http.build();
    }
}
