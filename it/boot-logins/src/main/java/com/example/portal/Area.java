package com.example.portal;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;

/** The part of the portal that is entered by one kind of login: all paths below its name. */
final class Area {
    private Area() {}

    /** Needs a login for all of it, except the page that shows why the last login failed. */
    static HttpSecurity of(HttpSecurity http, String name) throws Exception {
        return http.securityMatcher("/" + name + "/**")
                .authorizeHttpRequests(requests -> requests.requestMatchers("/" + name + "/failure", "/" + name + "/token")
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .csrf(csrf -> csrf.disable());
    }
}
