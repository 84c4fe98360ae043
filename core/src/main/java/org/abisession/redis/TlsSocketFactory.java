package org.abisession.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets that trust the authorities of the moment. When these change, TLS sessions from before are not
 * resumed, since a resumed session checks no certificate. Safe for use by several threads.
 */
final class TlsSocketFactory extends SSLSocketFactory {
    private final Supplier<List<X509Certificate>> authorities;
    private volatile Made made;

    private record Made(List<X509Certificate> authorities, SSLSocketFactory sockets) {
        static Made of(List<X509Certificate> authorities) {
            return new Made(authorities, TlsTrust.socketFactory(authorities));
        }
    }

    /**
     * Makes one.
     *
     * @param authorities asked for each socket; none for those that the JVM trusts
     */
    TlsSocketFactory(Supplier<List<X509Certificate>> authorities) {
        this.authorities = authorities;
        this.made = Made.of(authorities.get());
    }

    private SSLSocketFactory current() {
        List<X509Certificate> now = authorities.get();
        Made last = made;
        if (!last.authorities.equals(now)) {
            last = Made.of(now);
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
