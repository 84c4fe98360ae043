package org.abisession.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class SessionClientTest {
    private static final Logger LOG = LoggerFactory.getLogger("org.abisession.test");
    private static final String ID = "c2Vzc2lvbi1pZC1zZXNzaW9uLWlkLXNlc3Npb24taWQ";

    private final List<String> cookies = new CopyOnWriteArrayList<>();
    private HttpServer server;

    /** Sets the cookies of the query, answers what it was sent, and redirects. */
    private void answer(HttpExchange exchange) throws IOException {
        cookies.add(String.valueOf(exchange.getRequestHeaders().getFirst("Cookie")));
        String query = exchange.getRequestURI().getQuery();
        for (String cookie : query == null ? new String[0] : query.split("&", -1)) {
            exchange.getResponseHeaders().add("Set-Cookie", cookie);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        exchange.sendResponseHeaders(302, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @Test
    void send_redirect_isAnsweredAsItIs() {
        assertThat(new SessionClient().get(port(), "/").statusCode()).isEqualTo(302);
        assertThat(cookies).containsExactly("null");
    }

    @Test
    void send_cookies_areThoseThatWereSetAndNotTakenBack() {
        SessionClient client = new SessionClient();
        client.get(port(), "/?JSESSIONID=" + ID + ".n1;Path=/&theme=dark");
        client.get(port(), "/?theme=light;Max-Age=0");
        client.get(port(), "/?JSESSIONID=");
        client.get(port(), "/");

        assertThat(cookies)
                .containsExactly("null", "JSESSIONID=" + ID + ".n1; theme=dark", "JSESSIONID=" + ID + ".n1", "null");
    }

    @Test
    void copy_itsCookies_areItsOwn() {
        SessionClient client = new SessionClient().withCookie("a");
        SessionClient copy = client.copy();
        copy.get(port(), "/?JSESSIONID=b");

        assertThat(client.cookie()).isEqualTo("a");
        assertThat(copy.cookie()).isEqualTo("b");
    }

    @Test
    void sessionId_ofACookieOfAnotherName_hasNoRoute() {
        SessionClient client = new SessionClient().sessionCookieNamed("SHOP");
        assertThatThrownBy(client::sessionId).hasMessageContaining("SHOP");
        client.get(port(), "/?SHOP=" + ID + ".n1&JSESSIONID=other");

        assertThat(client.sessionId()).isEqualTo(ID);
    }

    @Test
    void logs_idThatANodeSetOrThatWasSent_mayNotContainIt() {
        for (boolean sent : new boolean[] {true, false}) {
            TestLogs logs = new TestLogs().open();
            try (logs) {
                LOG.info("the id is {}", ID);
                SessionClient client = new SessionClient(logs);
                if (sent) {
                    client.withCookie(ID + ".n1");
                } else {
                    client.get(port(), "/?JSESSIONID=" + ID + ".n1");
                }
            }
            assertThatThrownBy(logs::check).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void post_form_isEncoded() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("name", "Grün & Söhne");
        fields.put("a=b", "+");
        String body = new SessionClient()
                .post(port(), "/", SessionClient.form(fields))
                .body();

        assertThat(body).isEqualTo("name=Gr%C3%BCn+%26+S%C3%B6hne&a%3Db=%2B");
    }
}
