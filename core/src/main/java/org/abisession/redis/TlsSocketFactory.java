package org.abisession.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.KeyStore.PrivateKeyEntry;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.abisession.settings.SessionSettings;
import redis.clients.jedis.JedisClientConfig;

/**
 * Makes TLS sockets that trust the authorities of the moment, and show the client's certificate of the moment. When
 * these change, TLS sessions from before are not resumed, since a resumed session checks no certificate. Safe for use by
 * several threads.
 */
final class TlsSocketFactory extends SSLSocketFactory {
    private final SessionSettings settings;
    private volatile Made made;

    private record Made(List<X509Certificate> authorities, Optional<PrivateKeyEntry> client, SSLSocketFactory sockets) {
        static Made of(List<X509Certificate> authorities, Optional<PrivateKeyEntry> client) {
            return new Made(authorities, client, TlsTrust.socketFactory(authorities, client));
        }

        boolean isOf(List<X509Certificate> otherAuthorities, Optional<PrivateKeyEntry> otherClient) {
            return authorities.equals(otherAuthorities) && client.equals(otherClient);
        }
    }

    /** Makes one, which asks the settings for each socket. */
    TlsSocketFactory(SessionSettings settings) {
        this.settings = settings;
        this.made = Made.of(settings.redisAuthorities(), settings.redisClientCertificate());
    }

    /** Returns true if the sockets of a client show a certificate to a server that asks for one. */
    @SuppressWarnings("deprecation") // as RedisClients has it
    static boolean showsCertificate(JedisClientConfig client) {
        return client.getSslSocketFactory() instanceof TlsSocketFactory sockets && sockets.made.client.isPresent();
    }

    /** Returns which server ends connections for the certificate of the client, and what to do; follows "as a server does". */
    static String refusalOfClient(JedisClientConfig client) {
        return showsCertificate(client)
                ? "that does not take the certificate of REDIS_CLIENT_CERTIFICATE: it must be valid, and signed by an"
                        + " authority of tls-ca-cert-file there"
                : "that wants a certificate of the client: name one by REDIS_CLIENT_CERTIFICATE, or tls-auth-clients"
                        + " must be no or optional there";
    }

    private SSLSocketFactory current() {
        List<X509Certificate> authorities = settings.redisAuthorities();
        Optional<PrivateKeyEntry> client = settings.redisClientCertificate();
        Made last = made;
        if (!last.isOf(authorities, client)) {
            last = Made.of(authorities, client);
            made = last;
        }
        return last.sockets;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return current().createSocket(socket, host, port, autoClose);
    }

    @Override
    public Socket createSocket() throws IOException {
        return current().createSocket();
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) throws IOException {
        return current().createSocket(host, port, from, fromPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return current().createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) throws IOException {
        return current().createSocket(host, port, from, fromPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return made.sockets.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return made.sockets.getSupportedCipherSuites();
    }
}
