package org.abisession.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Makes URLs of stored data harmless: one that is read from a session hashes and compares by the name of its host, and
 * asks no name server. Otherwise whoever can write to the store could have a server look up names, by a URL in a map.
 */
final class QuietUrls {
    private QuietUrls() {}

    /**
     * The same URL with that handler.
     *
     * @throws InvalidObjectException if it is none of http or https, and has a host
     */
    static URL of(URL url) throws InvalidObjectException {
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            return url;
        }
        if (!url.getProtocol().equals("http") && !url.getProtocol().equals("https")) {
            throw new InvalidObjectException("a URL of a protocol other than http and https");
        }
        try {
            return new URL(null, url.toExternalForm(), new Handler(url.getDefaultPort()));
        } catch (MalformedURLException e) {
            InvalidObjectException invalid = new InvalidObjectException("a URL that is none");
            invalid.initCause(e);
            throw invalid;
        }
    }

    private static final class Handler extends URLStreamHandler {
        private final int defaultPort;

        Handler(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return new URL(url.toExternalForm()).openConnection();
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return new URL(url.toExternalForm()).openConnection(proxy);
        }

        @Override
        protected int getDefaultPort() {
            return defaultPort;
        }

        /** None: hosts are compared by their names then. */
        @Override
        protected @Nullable InetAddress getHostAddress(URL url) {
            return null;
        }
    }
}
