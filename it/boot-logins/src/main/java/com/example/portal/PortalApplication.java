package com.example.portal;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application that knows nothing of where its sessions are. The profile {@code issuer} makes it a provider of OpenID
 * Connect.
 */
@SpringBootApplication
public class PortalApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(PortalApplication.class, arguments);
    }
}
