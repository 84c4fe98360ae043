package org.abisession.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import io.undertow.Undertow;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainer;
import io.undertow.websockets.jsr.WebSocketDeploymentInfo;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.abisession.testing.RedisExtension;
import org.abisession.testing.SessionClient;
import org.abisession.testing.TestLogs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** WebSockets use the session of their handshake, and live as long as it does, on whatever node it ends. */
class UndertowWebSocketTest {
    private static final int POLICY = 1008;

    @RegisterExtension
    static final RedisExtension redis = new RedisExtension();

    @RegisterExtension
    final TestLogs logs = new TestLogs();

    private final List<WebSocket> sockets = new ArrayList<>();
    private Node a;
    private Node b;
    private SessionClient client;

    /** Sets, gets, and ends the session by messages as {@code set x 1}. */
    public static final class SessionEndpoint extends Endpoint {
        @Override
        public void onOpen(Session socket, EndpointConfig config) {
            HttpSession session = (HttpSession) config.getUserProperties().get("session");
            socket.addMessageHandler(String.class, (MessageHandler.Whole<String>) message -> {
                Future<Void> unused = socket.getAsyncRemote().sendText(answer(session, message.split(" ", -1)));
            });
        }

        private static String answer(HttpSession session, String[] message) {
            switch (message[0]) {
                case "set" -> session.setAttribute(message[1], message[2]);
                case "interval" -> session.setMaxInactiveInterval(Integer.parseInt(message[1]));
                default -> {
                    return String.valueOf(session.getAttribute(message[1]));
                }
            }
            return "done";
        }
    }

    private static final class Handshake extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            config.getUserProperties().put("session", request.getHttpSession());
        }

        @Override
        public <T> T getEndpointInstance(Class<T> endpoint) {
            return endpoint.cast(new SessionEndpoint());
        }
    }

    /** Answers what the session has, or ends it. */
    public static final class SessionServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            HttpSession session = request.getSession();
            if (request.getParameter("end") != null) {
                session.invalidate();
                return;
            }
            if (session.isNew()) {
                session.setAttribute("x", "1");
            }
            response.getWriter().print(session.getAttribute("x") + " " + session.getMaxInactiveInterval());
        }
    }

    private record Node(Undertow server, DeploymentManager manager) {
        static Node start() throws Exception {
            DeploymentInfo info = Servlets.deployment()
                    .setDeploymentName("shop")
                    .setContextPath("/")
                    .setClassLoader(UndertowWebSocketTest.class.getClassLoader())
                    .addServlet(
                            Servlets.servlet("session", SessionServlet.class).addMapping("/session"))
                    .addServletContextAttribute(
                            WebSocketDeploymentInfo.ATTRIBUTE_NAME,
                            new WebSocketDeploymentInfo()
                                    .setBuffers(new DefaultByteBufferPool(false, 4096))
                                    .addEndpoint(ServerEndpointConfig.Builder.create(SessionEndpoint.class, "/socket")
                                            .configurator(new Handshake())
                                            .build()));
            RedisSessionExtension extension = new RedisSessionExtension();
            Map.of("redis-url", redis.uri(), "env-file", "off", "sweep-interval", "100ms")
                    .forEach(extension::set);
            info.addServletExtension(extension);
            DeploymentManager manager = ServletContainer.Factory.newInstance().addDeployment(info);
            manager.deploy();
            Undertow server = Undertow.builder()
                    .addHttpListener(0, "127.0.0.1")
                    .setHandler(manager.start())
                    .build();
            server.start();
            return new Node(server, manager);
        }

        int port() {
            return ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        }

        void stop() throws Exception {
            manager.stop(); // first: without the threads of the server it waits for sockets that are gone
            manager.undeploy();
            server.stop();
        }
    }

    private final class Connection implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final WebSocket socket;

        Connection(Node node) throws Exception {
            socket = HttpClient.newHttpClient()
                    .newWebSocketBuilder()
                    .header("Cookie", "JSESSIONID=" + client.cookie())
                    .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/socket"), this)
                    .get(20, TimeUnit.SECONDS);
            sockets.add(socket);
        }

        String ask(String message) throws Exception {
            CompletableFuture<WebSocket> unused = socket.sendText(message, true);
            return String.valueOf(received.poll(20, TimeUnit.SECONDS));
        }

        int closed() throws Exception {
            return closed.get(20, TimeUnit.SECONDS);
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            received.add(data.toString());
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
            closed.complete(statusCode);
            return CompletableFuture.completedFuture(null);
        }
    }

    @BeforeEach
    void start() throws Exception {
        a = Node.start();
        b = Node.start();
        client = new SessionClient(logs);
        assertThat(client.get(a.port(), "/session").body()).startsWith("1 ");
    }

    @AfterEach
    void stop() throws Exception {
        sockets.forEach(WebSocket::abort);
        a.stop();
        b.stop();
    }

    @Test
    void webSocket_changesTheSession_isStored() throws Exception {
        Connection connection = new Connection(a);

        assertThat(connection.ask("get x")).isEqualTo("1");
        assertThat(connection.ask("set x 2")).isEqualTo("done");
        assertThat(connection.ask("interval 77")).isEqualTo("done");
        assertThat(client.get(b.port(), "/session").body()).isEqualTo("2 77");
        assertThat(connection.closed).isNotDone();
    }

    @Test
    void webSocket_twoOfOneSession_areNotStoredWithIt() throws Exception {
        new Connection(a).ask("get x");
        new Connection(a).ask("set x 2");

        String key = "session:" + client.sessionId() + ":attributes";
        assertThat(redis.client().hkeys(key)).contains("x").noneMatch(field -> field.contains("undertow"));
    }

    @Test
    void webSocket_logoutOnItsNode_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.ask("get x");
        client.get(a.port(), "/session?end");

        assertThat(connection.closed()).isEqualTo(POLICY);
    }

    @Test
    void webSocket_logoutOnAnotherNode_isClosed() throws Exception {
        Connection connection = new Connection(a);
        connection.ask("get x");
        client.get(b.port(), "/session?end");

        assertThat(connection.closed()).isEqualTo(POLICY);
    }

    @Test
    void webSocket_sessionTimesOut_isClosed() throws Exception {
        Connection connection = new Connection(a);
        assertThat(connection.ask("interval 1")).isEqualTo("done");

        assertThat(connection.closed()).isEqualTo(POLICY);
    }
}
