package org.abisession.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.abisession.store.SessionId;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.RespProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    private Stored stored;
    private ConsoleFixture console;

    @BeforeEach
    void start() {
        stored = new Stored(redis.uri(), "connect-timeout", "10s", "command-timeout", "10s");
        console = new ConsoleFixture(redis.uri(), stored, true);
    }

    @AfterEach
    void stop() {
        console.close();
        stored.close();
    }

    private SessionId ada() {
        SessionId id = stored.session(
                "ada",
                Map.of(
                        "cart", "[\"tea\"]",
                        "evil", "\"<script>alert(1)</script>\"",
                        "order", "{\"@type\":\"java\",\"class\":\"com.acme.Order\",\"data\":\"rO0AB\"}"));
        stored.turn(id, "What sold <b>best</b>?", "Tea & coffee.");
        return id;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/sessions", "/session/01234567", "/progress", "/console.js", "/?token=wrong", "/nothing"})
    void get_withoutTheToken_isRefusedAndShowsNothing(String path) throws Exception {
        SessionId id = ada();
        HttpResponse<String> response = console.get(path);
        assertThat(response.statusCode()).isEqualTo(401);
        assertThat(response.body()).doesNotContain("ada", id.toString(), console.gate.formKey());
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void token_shownOnce_becomesACookieForThisHostAndNoScript() throws Exception {
        HttpResponse<String> response = console.get("/?token=" + console.gate.token());
        assertThat(response.statusCode()).isEqualTo(303);
        assertThat(response.headers().firstValue("Location")).contains("/");
        assertThat(response.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("HttpOnly", "SameSite=Strict", "Path=/")
                .doesNotContain(console.gate.token());
        assertThat(console.logIn().get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void token_typedIntoTheForm_opensToo() throws Exception {
        assertThat(console.post("/", Map.of("token", "wrong")).statusCode()).isEqualTo(401);
        assertThat(console.post("/", Map.of("token", console.gate.token())).statusCode())
                .isEqualTo(303);
    }

    @Test
    void host_ofAnotherName_isRefusedAlsoWithTheToken() throws Exception {
        assertThat(statusFor("evil.example")).isEqualTo(421);
        assertThat(statusFor("evil.example:8642")).isEqualTo(421);
        assertThat(statusFor("127.0.0.1.evil.example")).isEqualTo(421);
        assertThat(statusFor("localhost")).isEqualTo(303);
        assertThat(statusFor("[::1]:8642")).isEqualTo(303);
        assertThat(statusFor("console.example")).isEqualTo(303);
    }

    private int statusFor(String host) throws IOException {
        URI uri = URI.create(console.server.url());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            socket.getOutputStream()
                    .write(("GET /?token=" + console.gate.token() + " HTTP/1.1\r\nHost: " + host
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return Integer.parseInt(answer.substring(9));
        }
    }

    @Test
    void headers_ofAPage_keepEverythingElseOut() throws Exception {
        HttpResponse<String> response = console.logIn().get("/");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'")
                .doesNotContain("unsafe");
        assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.body())
                .doesNotContainPattern("(?i)(src|href)=\"(https?:)?//")
                .doesNotContain("<style", " style=", " onclick");
    }

    @Test
    void pages_ofASession_showAllOfItAndNoIdAndNoMarkupOfIts() throws Exception {
        SessionId id = ada();
        redis.client().hset(Stored.key(id, "attributes"), "@client", "[\"<script>alert(1)\",\"2001:db8::1\"]");
        console.logIn().recount();
        String all = "";
        for (String path : List.of("/", "/sessions", ConsoleServer.pathOf(id), ConsoleServer.pathOf(id) + "/end")) {
            HttpResponse<String> page = console.settled(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.body()).as(path).doesNotContain(id.value()).doesNotContain("<script>alert", "<b>best");
            all += page.body();
        }
        assertThat(all)
                .contains(id.toString(), "ada", "com.acme.Order", "[&quot;tea&quot;]", "Tea &amp; coffee.")
                .contains("What sold &lt;b&gt;best&lt;/b&gt;?", "session:" + id + ":metadata", "HTTP sessions", "PING")
                .contains("2001:db8::1", "&lt;script&gt;alert(1)");
    }

    @Test
    void page_keysOfOtherTypes_saysSo() throws Exception {
        SessionId id = SessionId.random();
        redis.client().rpush(Stored.key(id, "metadata"), "x");
        redis.client().set(Stored.key(id, "attributes"), "x");
        redis.client().expire(Stored.key(id, "metadata"), 60);
        redis.client().expire(Stored.key(id, "attributes"), 60);
        console.logIn().recount();
        assertThat(console.settled(ConsoleServer.pathOf(id)).body())
                .contains(
                        "The metadata can&#39;t be read",
                        "type list",
                        "The attributes can&#39;t be read",
                        "type string")
                .doesNotContain("the Python application began it", id.value());
    }

    @Test
    void page_userMayNotReadAll_saysThatRedisRefuses() throws Exception {
        ada();
        redis.acl("SETUSER", "half", "on", ">half", "~*", "&*", "+@all", "-hmget");
        try (Stored half = new Stored(redis.uri(), "redis-username", "half", "redis-password", "half");
                ConsoleFixture other = new ConsoleFixture(redis.uri(), half, false)) {
            other.logIn().settled("/");
            HttpResponse<String> page = other.settled("/sessions");
            assertThat(page.statusCode()).isEqualTo(503);
            assertThat(page.body()).contains("<h1>Redis refuses</h1>", "refused the read of sessions: NOPERM");
        } finally {
            redis.acl("DELUSER", "half");
        }
    }

    @Test
    void list_of1200Sessions_isIn24PagesThatHaveAllOfThem() throws Exception {
        Set<String> stored1200 = new HashSet<>();
        for (int i = 0; i < 1_200; i++) {
            stored1200.add(stored.session("u" + i, Map.of()).toString());
        }
        console.logIn().recount();
        Set<String> shown = new HashSet<>();
        for (int page = 0; page < 24; page++) {
            Pattern.compile("session#[0-9a-f]{8}(?=</a>)")
                    .matcher(console.settled("/sessions?page=" + page).body())
                    .results()
                    .forEach(match -> shown.add(match.group()));
        }
        assertThat(shown).isEqualTo(stored1200);
        assertThat(console.get("/sessions?page=99999").body()).contains("page 24 of 24");
        assertThat(console.get("/sessions?page=-1;DROP").statusCode()).isEqualTo(200);
    }

    @Test
    void search_ofADigestOrAnId_leadsToTheSessionByItsDigest() throws Exception {
        SessionId id = ada();
        String key = ConsoleFixture.key(console.logIn().get("/").body());
        for (String text : List.of(id.toString(), SessionScan.digest(id), " " + id + " ", id.value())) {
            HttpResponse<String> response = console.post("/search", Map.of("key", key, "q", text));
            assertThat(response.statusCode()).isEqualTo(303);
            assertThat(response.headers().firstValue("Location")).contains("/session/" + SessionScan.digest(id));
        }
        assertThat(console.post("/search", Map.of("key", key, "q", "ada")).statusCode())
                .isEqualTo(400);
        assertThat(console.settled("/session/" + SessionScan.digest(id)).body()).contains("com.acme.Order");
        assertThat(console.settled("/session/00000000").statusCode()).isEqualTo(404);
    }

    @Test
    void session_thatBeganAfterTheCount_isFound() throws Exception {
        console.logIn();
        console.settled("/");
        SessionId id = ada();
        assertThat(console.settled(ConsoleServer.pathOf(id)).statusCode()).isEqualTo(200);
    }

    @Test
    void session_soughtWhileRedisIsAway_pageSaysWhy() throws Exception {
        try (RespProxy proxy = RespProxy.inFrontOf(redis.uri());
                Stored behind = new Stored(proxy.uri());
                ConsoleFixture other = new ConsoleFixture(proxy.uri(), behind, false)) {
            other.logIn().settled("/");
            proxy.refuse();
            await().untilAsserted(() -> assertThat(
                            other.get("/session/00000000").body())
                    .contains(
                            "Looking for it", "role=\"alert\">Redis at 127.0.0.1:" + proxy.port() + " did not answer"));
            proxy.resume();
            assertThat(other.settled("/session/00000000").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void sessions_allOfThePageHaveEndedSinceTheCount_itSaysSo() throws Exception {
        SessionId id = ada();
        console.logIn().recount(); // the first count may have been before the session
        assertThat(console.settled("/sessions").body()).contains(id.toString());
        assertThat(Cli.at(redis.uri()).run("end", "--yes", "--", id.value()).code())
                .isZero();
        assertThat(console.get("/sessions").body())
                .contains("1 session, as counted", "have ended since they were counted")
                .doesNotContain("There are none");
    }

    @Test
    void end_withTheFormOfThePage_endsTheSession() throws Exception {
        SessionId id = ada();
        console.logIn();
        String question = console.settled(ConsoleServer.pathOf(id) + "/end").body();
        assertThat(question).contains("End " + id + "?", "(1 turn)");
        HttpResponse<String> ended =
                console.post(ConsoleServer.pathOf(id) + "/end", Map.of("key", ConsoleFixture.key(question)));
        assertThat(ended.body()).contains("It has ended.");
        assertThat(stored.repository().peek(id)).isEmpty();
        assertThat(console.notes.toString()).contains(id + " was ended on the console, from 127.0.0.1");
        assertThat(console.notes.toString()).doesNotContain(id.value());
    }

    @Test
    void end_withoutTheKeyOfTheForm_changesNothing() throws Exception {
        SessionId id = ada();
        console.logIn();
        console.settled(ConsoleServer.pathOf(id));
        assertThat(console.post(ConsoleServer.pathOf(id) + "/end", Map.of()).statusCode())
                .isEqualTo(403);
        assertThat(console.post(ConsoleServer.pathOf(id) + "/end", Map.of("key", "x"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.get(ConsoleServer.pathOf(id) + "/end?key=" + console.gate.formKey())
                        .statusCode())
                .isEqualTo(200);
        assertThat(stored.repository().peek(id)).isPresent();
    }

    @Test
    void end_whereTheConsoleOnlyShows_isRefused() throws Exception {
        SessionId id = ada();
        try (ConsoleFixture readOnly = new ConsoleFixture(redis.uri(), stored, false)) {
            readOnly.logIn();
            String page = readOnly.settled(ConsoleServer.pathOf(id)).body();
            assertThat(page).contains("com.acme.Order").doesNotContain("/end");
            HttpResponse<String> refused =
                    readOnly.post(ConsoleServer.pathOf(id) + "/end", Map.of("key", ConsoleFixture.key(page)));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("--allow-end");
        }
        assertThat(stored.repository().peek(id)).isPresent();
    }

    @Test
    void requests_ofOtherMethods_areRefused() throws Exception {
        console.logIn();
        HttpResponse<String> response =
                console.send(console.request("/").method("PUT", HttpRequest.BodyPublishers.ofString("x")));
        assertThat(response.statusCode()).isEqualTo(405);
    }

    @Test
    void listen_ofEachForm_isThatAddress() {
        assertThat(ListenAddress.parse("9000")).hasToString("/127.0.0.1:9000");
        assertThat(ListenAddress.parse("0.0.0.0")).hasToString("/0.0.0.0:8642");
        assertThat(ListenAddress.parse("[::1]:9000")).hasToString("/[0:0:0:0:0:0:0:1]:9000");
        assertThat(ListenAddress.parse(ListenAddress.DEFAULT).getAddress().isLoopbackAddress())
                .isTrue();
        for (String wrong : List.of("", "host:port", "1.2.3.4:70000", "a b", "99999")) {
            assertThatThrownBy(() -> ListenAddress.parse(wrong)).isInstanceOf(WrongUsageException.class);
        }
    }

    @Test
    void serve_withShowIds_isRefused() {
        Cli.Outcome outcome = Cli.at(redis.uri()).run("serve", "--show-ids");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("shows no ids");
    }

    @Test
    void serve_withJson_isRefused() {
        Cli.Outcome outcome = Cli.at(redis.uri()).run("serve", "--json");
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--json");
    }

    /** Such a name would be compared with the host of each request, and never be equal. */
    @ParameterizedTest
    @ValueSource(strings = {"sessions.example.com:8443", "https://sessions.example.com", "", "a b", "-x"})
    void serve_nameThatIsNoHostName_isRefused(String name) {
        Cli.Outcome outcome = Cli.at(redis.uri()).run("serve", "--name=" + name);
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.err()).contains("--name must be a host name without a port");
    }

    @Test
    void serve_addressOfAnotherMachine_saysThatAnAddressOfThisOneIsNeeded() {
        Cli.Outcome outcome = Cli.at(redis.uri()).run("serve", "--listen", "192.0.2.1:8642");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("192.0.2.1:8642", "an address that this machine has");
    }

    @Test
    void conversation_of50Turns_isShownBy20() throws Exception {
        SessionId id = stored.session(SessionId.random(), "ada", Map.of(), Duration.ofHours(1));
        for (int i = 1; i <= 50; i++) {
            stored.turn(id, "Question " + i + ".", "Answer " + i + ".");
        }
        console.logIn();
        assertThat(console.settled(ConsoleServer.pathOf(id)).body())
                .contains("Question 31.", "Answer 50.", "?before=30")
                .doesNotContain("Question 30.");
        assertThat(console.get(ConsoleServer.pathOf(id) + "?before=30").body())
                .contains("Question 11.", "Question 30.", "?before=10", "?before=50")
                .doesNotContain("Question 31.");
    }
}
