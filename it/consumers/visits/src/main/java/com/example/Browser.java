package com.example;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;

/** A browser that visits servers whose answer is the number of visits. */
public final class Browser {
    private Browser() {}

    /** Visits servers in turn, as one user. */
    public static void visit(List<Integer> ports) throws Exception {
        HttpClient browser = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
        int expected = 0;
        for (int port : ports) {
            expected++;
            String answer = browser.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).build(),
                            BodyHandlers.ofString())
                    .body();
            if (!answer.equals(String.valueOf(expected))) {
                throw new IllegalStateException("Visit " + expected + " was answered: " + answer);
            }
        }
    }
}
