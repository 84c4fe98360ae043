package org.abisession.it.springsession;

import java.net.http.HttpResponse;
import org.abisession.testing.SessionClient;
import org.jspecify.annotations.Nullable;

/** A customer of the shop, who brings all cookies to every node. */
final class Customer {
    private final SessionClient client;
    private volatile int status;

    Customer() {
        this(new SessionClient());
    }

    private Customer(SessionClient client) {
        this.client = client;
    }

    /** Asks a node, and returns the line that it answers. */
    String ask(ShopNode node, String query) {
        HttpResponse<String> response = client.get(node.port(), "/?" + query);
        status = response.statusCode();
        return response.body().strip();
    }

    /** Returns the status of the last answer. */
    int status() {
        return status;
    }

    /** Returns the value of a cookie; null if it has none. */
    @Nullable
    String cookie(String name) {
        return client.cookie(name);
    }

    /** Returns another customer with the same cookies. */
    Customer copy() {
        return new Customer(client.copy());
    }

    /** Takes a cookie. */
    Customer with(String name, String value) {
        client.withCookie(name, value);
        return this;
    }

    /** Forgets a cookie. */
    Customer without(String name) {
        client.withoutCookie(name);
        return this;
    }
}
