package org.abisession.it.boot;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.abisession.it.boot.Browser.Reply;
import org.junit.jupiter.api.AfterAll;

/** Login by the client's certificate in TLS, on nodes of its own. What the session holds is the certificate, too. */
class X509LoginTest extends LoginContract {
    private static final Map<Cell, List<Node>> NODES = new ConcurrentHashMap<>();

    X509LoginTest(Cell cell) {
        super(cell, "x509");
    }

    @AfterAll
    static void stop() {
        NODES.values().forEach(nodes -> nodes.forEach(Node::close));
        NODES.clear();
    }

    @Override
    List<Node> nodes() {
        return NODES.computeIfAbsent(cell, unused -> PortalServers.twoAtOnce(this::node));
    }

    private Node node() {
        return servers.node(
                cell,
                "--server.ssl.client-auth=want",
                "--server.ssl.key-store=" + servers.keys().store("server"),
                "--server.ssl.key-store-password=" + Keys.PASSWORD,
                "--server.ssl.trust-store=" + servers.keys().store("trusted"),
                "--server.ssl.trust-store-password=" + Keys.PASSWORD);
    }

    @Override
    Browser browser(List<Node> nodes) {
        return with("ada", nodes);
    }

    private Browser with(String name, List<Node> nodes) {
        try {
            KeyStore own = servers.keys().open(name);
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, Keys.PASSWORD.toCharArray());
            TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(servers.keys().open("trusted"));
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
            return new Browser(nodes, tls);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    Reply login() {
        Reply reply = user.get("/x509/me");
        // The session alone must do from here on: the certificate is nobody's.
        user = user.continuedBy(with("nobody", nodes()));
        return reply;
    }

    @Override
    Reply failedLogin() {
        user = with("nobody", nodes());
        return user.get("/x509/me");
    }

    @Override
    String me() {
        return "ada by PreAuthenticatedAuthenticationToken, principal User";
    }

    @Override
    String failure() {
        return ""; // the reply says it itself: 403
    }
}
