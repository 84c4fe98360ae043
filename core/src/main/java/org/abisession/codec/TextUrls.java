package org.abisession.codec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/**
 * Makes URLs whose {@code hashCode} and {@code equals} compare the text of the host. Those of the JDK ask the name
 * server for its address: stored bytes would make this server look up names that somebody else chose. In all else
 * such a URL is what {@code new URL(text)} is.
 */
final class TextUrls {
    private TextUrls() {}

    /**
     * Returns the URL of this text.
     *
     * @throws MalformedValueException if it is none
     */
    static URL of(String text) {
        try {
            URL known = new URL(text);
            URL url = new URL(null, text, new Handler(known.getDefaultPort()));
            if (url.toExternalForm().equals(known.toExternalForm())) {
                return url;
            }
        } catch (MalformedURLException e) {
            throw new MalformedValueException("no URL");
        }
        throw new MalformedValueException("a URL that only the handler of its own protocol can read");
    }

    /** Returns the class of URLs or of their arrays where this is its name, else null. */
    static @Nullable Class<?> named(String className) {
        return className.equals(URL.class.getName())
                ? URL.class
                : className.equals(URL[].class.getName()) ? URL[].class : null;
    }

    /** Returns whether the URL comes back from its text: not where only its own handler knows the protocol. */
    static boolean isReadable(URL url) {
        String text = url.toExternalForm();
        try {
            return of(text).toExternalForm().equals(text);
        } catch (MalformedValueException e) {
            return false;
        }
    }

    private static final class Handler extends URLStreamHandler {
        private final int defaultPort;

        Handler(int defaultPort) {
            this.defaultPort = defaultPort;
        }

        @Override
        protected @Nullable InetAddress getHostAddress(URL url) {
            return null; // compared as text then
        }

        @Override
        protected int getDefaultPort() {
            return defaultPort;
        }

        @Override
        protected URLConnection openConnection(URL url) throws IOException {
            return new URL(url.toExternalForm()).openConnection();
        }

        @Override
        protected URLConnection openConnection(URL url, Proxy proxy) throws IOException {
            return new URL(url.toExternalForm()).openConnection(proxy);
        }
    }
}
