package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ContractWebapp;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests how often Undertow's own code, which asks for the session again and again, leads to a look into Redis. */
@SuppressWarnings("try") // closes servers
class LookupTest {
    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(UndertowNode node, String path, String cookie) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.port() + path);
        return client.send(HttpRequest.newBuilder(uri).header("Cookie", cookie).build(), BodyHandlers.ofString());
    }

    @Test
    void getSession_pageThatIsNotThere_looksOnceForALiveAndForADeadId(@TempDir Path directory) throws Exception {
        Path webapp = new ContractWebapp().writeTo(directory);
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                UndertowNode node =
                        UndertowNode.start(webapp, "", Map.of("redis-url", proxy.uri(), "env-file", "off"), "n1")) {
            String set = get(node, "/do?set=x:1", "other=1")
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
            String live = set.substring(0, set.indexOf(';'));

            // Redis learns the scripts.
            assertThat(get(node, "/nowhere", live).body()).contains("oops=404");

            Traffic.Mark first = proxy.mark();
            assertThat(get(node, "/nowhere", live).statusCode()).isEqualTo(404);
            assertThat(proxy.since(first).roundTrips())
                    .as("one lookup, and the save of what the error page has set")
                    .isEqualTo(2);
            Traffic.Mark second = proxy.mark();
            assertThat(get(node, "/nowhere", "JSESSIONID=ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi1pZDA")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(proxy.since(second).roundTrips()).isEqualTo(1);
        }
    }
}
