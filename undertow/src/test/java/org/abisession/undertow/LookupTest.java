package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ContractWebapp;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.abisession.testing.SessionClient;
import org.abisession.testing.Traffic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests how often Undertow's own code, which asks for the session again and again, leads to a look into Redis. */
@SuppressWarnings("try") // closes servers
class LookupTest {
    @RegisterExtension
    final RedisExtension redis = new RedisExtension();

    @Test
    void getSession_pageThatIsNotThere_looksOnceForALiveAndForADeadId(@TempDir Path directory) throws Exception {
        Path webapp = new ContractWebapp().writeTo(directory);
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                UndertowNode node =
                        UndertowNode.start(webapp, "", Map.of("redis-url", proxy.uri(), "env-file", "off"), "n1")) {
            SessionClient live = new SessionClient();
            live.get(node.port(), "/do?set=x:1");

            // Redis learns the scripts.
            assertThat(live.get(node.port(), "/nowhere").body()).contains("oops=404");

            Traffic.Mark first = proxy.mark();
            assertThat(live.get(node.port(), "/nowhere").statusCode()).isEqualTo(404);
            assertThat(proxy.since(first).roundTrips())
                    .as("one lookup, and the save of what the error page has set")
                    .isEqualTo(2);
            SessionClient dead = new SessionClient().withCookie("ZGVhZC1zZXNzaW9uLWlkLWRlYWQtc2Vzc2lvbi1pZDA");
            Traffic.Mark second = proxy.mark();
            assertThat(dead.get(node.port(), "/nowhere").statusCode()).isEqualTo(404);
            assertThat(proxy.since(second).roundTrips()).isEqualTo(1);
        }
    }
}
