package org.abisession.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.abisession.contract.TomcatNode;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.apache.catalina.core.StandardContext;
import org.apache.tomcat.websocket.server.WsSci;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of a user who has logged in live as long as the session, on whatever node it ends. */
class WebSocketTest {
    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private TomcatNode a;
    private TomcatNode b;
    private SessionClient client;

    /** Answers each message with the name of the user. */
    public static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) message -> {
                Future<Void> unused = session.getAsyncRemote()
                        .sendText(message + " " + session.getUserPrincipal().getName());
            });
        }
    }

    /** Sets and gets attributes of the HttpSession of its handshake, by messages as {@code set x 2}, and at its close. */
    public static final class SessionEndpoint extends Endpoint {
        @Override
        public void onOpen(Session socket, EndpointConfig config) {
            HttpSession session = session(config);
            socket.addMessageHandler(String.class, (MessageHandler.Whole<String>) message -> {
                Future<Void> unused = socket.getAsyncRemote().sendText(answer(session, message.split(" ", -1)));
            });
            socket.getUserProperties().put("session", session);
        }

        private static HttpSession session(EndpointConfig config) {
            return (HttpSession) config.getUserProperties().get("session");
        }

        private static String answer(HttpSession session, String[] message) {
            if (message[0].equals("set")) {
                session.setAttribute(message[1], message[2]);
            }
            return String.valueOf(session.getAttribute(message[1]));
        }

        @Override
        public void onClose(Session socket, CloseReason reason) {
            ((HttpSession) socket.getUserProperties().get("session")).setAttribute("x", "closed");
        }
    }

    private static final class Handshake extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            config.getUserProperties().put("session", request.getHttpSession());
        }
    }

    private static final class Deployment implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServerContainer container = (ServerContainer)
                    event.getServletContext().getAttribute("jakarta.websocket.server.ServerContainer");
            try {
                container.addEndpoint(
                        ServerEndpointConfig.Builder.create(Echo.class, "/echo").build());
                container.addEndpoint(ServerEndpointConfig.Builder.create(SessionEndpoint.class, "/session")
                        .configurator(new Handshake())
                        .build());
            } catch (DeploymentException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        a = node(directory);
        b = node(directory);
        client = new SessionClient(logs);
        client.get(a.port(), "/login");
    }

    private static TomcatNode node(Path directory) throws Exception {
        return TomcatNode.start(directory, "", (tomcat, context) -> {
            context.setManager(
                    Managers.of(Map.of("redis-url", redis.uri(), "env-file", "off", "sweep-interval", "100ms")));
            context.addServletContainerInitializer(new WsSci(), null);
            ((StandardContext) context).addApplicationLifecycleListener(new Deployment());
            new Webapp()
                    .with("/login", (request, response) -> {
                        request.getSession().setAttribute("x", "1");
                        request.login("ann", "tea");
                    })
                    .with(
                            "/get",
                            (request, response) -> response.getWriter()
                                    .print(request.getSession().getAttribute("x")))
                    .with("/renew", (request, response) -> request.changeSessionId())
                    .with("/end", (request, response) -> request.getSession().invalidate())
                    .addTo(context);
        });
    }

    @AfterEach
    void stop() throws Exception {
        a.close();
        b.close();
    }

    private final class Connection implements WebSocket.Listener {
        private final AtomicReference<String> received = new AtomicReference<>("");
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final WebSocket socket;

        Connection(TomcatNode node) throws Exception {
            this(node, "/echo");
        }

        Connection(TomcatNode node, String path) throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Cookie", "JSESSIONID=" + client.cookie())
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + path), this)
                    .get(20, TimeUnit.SECONDS);
        }

        void assertAnswers() {
            assertAnswers("hello", "hello ann");
        }

        void assertAnswers(String message, String answer) {
            received.set("");
            CompletableFuture<WebSocket> unused = socket.sendText(message, true);
            await().untilAsserted(() -> assertThat(received).hasValue(answer));
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            received.set(data.toString());
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return CompletableFuture.completedFuture(null);
        }
    }

    @Test
    void webSocket_ofALoggedInUser_staysOpenWhileTheSessionLives() throws Exception {
        Connection connection = new Connection(a);
        connection.assertAnswers();
        assertThat(client.get(a.port(), "/get").body()).isEqualTo("1");
        assertThat(client.get(b.port(), "/get").body()).isEqualTo("1");
        connection.assertAnswers();
        assertThat(connection.closed).isNotDone();
    }

    @Test
    void webSocket_logoutOnItsNode_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.assertAnswers();
        client.get(a.port(), "/end");
        assertThat(connection.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void webSocket_logoutOnAnotherNode_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.assertAnswers();
        client.get(b.port(), "/end");
        assertThat(connection.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void webSocket_logoutAfterAChangeOfTheIdOnItsNode_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.assertAnswers();
        client.get(a.port(), "/renew");
        client.get(a.port(), "/end");
        assertThat(connection.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void webSocket_logoutOnAnotherNodeAfterAChangeOfTheId_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.assertAnswers();
        client.get(a.port(), "/renew");
        connection.assertAnswers();
        client.get(b.port(), "/end");
        assertThat(connection.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }

    @Test
    void httpSession_ofTheHandshake_isReadAndChangedByMessagesAndAtTheClose() throws Exception {
        Connection connection = new Connection(a, "/session");
        connection.assertAnswers("get x", "1");
        connection.assertAnswers("set x 2", "2");
        assertThat(client.get(b.port(), "/get").body()).isEqualTo("2");

        CompletableFuture<WebSocket> unused = connection.socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        await().untilAsserted(
                        () -> assertThat(client.get(b.port(), "/get").body()).isEqualTo("closed"));
    }
}
