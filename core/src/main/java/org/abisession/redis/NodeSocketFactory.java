package org.abisession.redis;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisSocketFactory;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Opens the bounded socket of one connection, with TLS where the configuration has it. */
final class NodeSocketFactory extends DefaultJedisSocketFactory {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSocketFactory.class);
    /** The JDK's words for an answer in clear. */
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";

    /** Matches the alerts of a server that refuses a certificate of the client, or its lack: RFC 8446, 6.2. */
    private static final Pattern REFUSALS =
            Pattern.compile("fatal alert: (unknown_ca|bad_certificate|unsupported_certificate|certificate_)");

    private static final String WITHOUT_TLS = " (then the URL must begin with redis://, and REDIS_TLS be false)";

    private final BoundedSockets sockets;
    private final JedisClientConfig client;
    private @Nullable BoundedSocket opened;

    NodeSocketFactory(HostAndPort node, BoundedSockets sockets, JedisClientConfig client) {
        super(node, client);
        this.sockets = sockets;
        this.client = client;
    }

    @Override
    public Socket createSocket() {
        HostAndPort address = getSocketHostAndPort();
        BoundedSocket socket = null;
        try {
            socket = sockets.connect(address.getHost(), address.getPort());
            Socket whole = client.isSsl() ? encrypted(socket, address) : socket;
            socket.setUp(sockets.commandTimeout()); // for the greeting
            opened = socket;
            return whole;
        } catch (IOException e) {
            close(socket);
            throw new JedisConnectionException("Failed to connect to " + address + ": " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("deprecation") // what comes in place of it takes no trust manager
    private Socket encrypted(BoundedSocket socket, HostAndPort address) throws IOException {
        SSLSocket tls = (SSLSocket)
                client.getSslSocketFactory().createSocket(socket, address.getHost(), address.getPort(), true);
        tls.setSSLParameters(client.getSslParameters());
        try {
            tls.startHandshake();
        } catch (IOException e) {
            throw explained(e);
        }
        return tls;
    }

    /**
     * Explains a handshake that a server without TLS does not answer, or answers in clear, or that one ends which does
     * not take the certificate of the client.
     */
    private IOException explained(IOException failure) {
        if (BatchedCall.isTimeout(failure)) {
            LOG.debug("A TLS handshake was not answered", failure);
            return new SocketTimeoutException(
                    "Read timed out in the TLS handshake, as where a server speaks no TLS" + WITHOUT_TLS);
        }
        if (String.valueOf(failure.getMessage()).startsWith(NO_TLS)) {
            LOG.debug("A TLS handshake was answered in clear", failure);
            return new SSLException("What answers there speaks no TLS" + WITHOUT_TLS);
        }
        if (failure instanceof SocketException ? TlsSocketFactory.showsCertificate(client) : isRefusal(failure)) {
            LOG.debug("A TLS handshake was ended by the server", failure);
            return new SSLException("The TLS handshake was ended (" + failure.getMessage() + "), as a server does "
                    + TlsSocketFactory.refusalOfClient(client));
        }
        return failure;
    }

    /** Returns true if the server has said that it does not take the certificate, or the lack of one. */
    private static boolean isRefusal(IOException failure) {
        return REFUSALS.matcher(String.valueOf(failure.getMessage())).find();
    }

    private static void close(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            throw new JedisConnectionException("A socket could not be closed", e);
        }
    }

    /** Returns whether the socket is connected, its TLS handshake included. */
    boolean isOpened() {
        return opened != null;
    }

    /** Returns true if the peer has closed the connection; see {@link BoundedSocket#isEnded}. */
    boolean isEnded() {
        BoundedSocket socket = opened;
        return socket == null || socket.isEnded();
    }

    /** Ends the setup of the connection, its greeting included: from now on each exchange has its own limit. */
    void ready() {
        if (opened != null) {
            opened.ready();
        }
    }
}
