package com.example.shop;

import jakarta.servlet.http.HttpSession;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import org.abisession.Conversation;
import org.abisession.ConversationEntry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A shop with a login, a cart in the session, and the conversation that the Python application shares. */
@SpringBootApplication
@RestController
public class Shop {
    /** Starts one node. */
    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .formLogin(Customizer.withDefaults())
                .csrf(csrf -> csrf.disable()) // for curl; an application for browsers leaves it on
                .build();
    }

    @Bean
    UserDetailsService users() {
        return new InMemoryUserDetailsManager(
                User.withUsername("ada").password("{noop}lovelace").build());
    }

    @PostMapping("/cart")
    @SuppressWarnings("unchecked")
    List<String> cart(@RequestParam("item") String item, HttpSession session) {
        List<String> cart = (List<String>) session.getAttribute("cart");
        cart = cart == null ? new ArrayList<>() : cart;
        cart.add(item);
        session.setAttribute("cart", cart);
        return cart;
    }

    @PostMapping("/conversation")
    String conversation(@RequestParam("question") String question, Principal user, HttpSession session) {
        Conversation conversation = Conversation.of(session);
        conversation.append(ConversationEntry.builder(question).build());
        return user.getName() + " has asked " + conversation.last(10).size() + " of the last ten\n";
    }
}
