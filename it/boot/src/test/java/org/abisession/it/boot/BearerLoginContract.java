package org.abisession.it.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.abisession.it.boot.Browser.Reply;

/** A resource server that opens a session for a token of the issuer, which is sent once. */
abstract class BearerLoginContract extends LoginContract {
    BearerLoginContract(Cell cell, String area) {
        super(cell, area);
    }

    /** The client of the issuer that gets tokens of this kind. */
    abstract String client();

    private String token() throws IOException, InterruptedException {
        String credentials =
                Base64.getEncoder().encodeToString((client() + ":" + client()).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create(servers.issuer("/oauth2/token")))
                .header("Authorization", "Basic " + credentials)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials&scope=read"))
                .build();
        HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        return Passkey.value(response.body(), "access_token");
    }

    @Override
    Reply login() throws IOException, InterruptedException {
        return user.get("/" + area + "/me", Map.of("Authorization", "Bearer " + token()));
    }

    @Override
    Reply failedLogin() {
        Reply reply = user.get("/" + area + "/me", Map.of("Authorization", "Bearer no.token.ofours"));
        assertThat(reply.authenticate()).contains("invalid_token");
        return reply;
    }

    @Override
    String failure() {
        return ""; // the reply says it itself: 401 with WWW-Authenticate
    }
}
