package org.abisession.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host and port at which a server listens.
 *
 * @param host a name or an address, of IPv6 without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,252}[A-Za-z0-9_.])?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern ZONE = Pattern.compile("[A-Za-z0-9._-]{1,32}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");

    /** Checks both components. */
    public HostPort {
        if (!isHost(host)) {
            throw new IllegalArgumentException("host must be a name or an address");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port must be 1 to 65535, was " + port);
        }
    }

    /** Parses {@code host:port}, {@code [::1]:port} or a host alone; {@code null} for any other text. */
    static @Nullable HostPort parse(String text, int defaultPort) {
        String host = text;
        int port = defaultPort;
        int colon = text.lastIndexOf(':');
        if (colon > text.lastIndexOf(']')) {
            host = text.substring(0, colon);
            Optional<Integer> given = port(text.substring(colon + 1));
            if (given.isEmpty()) {
                return null;
            }
            port = given.get();
        }
        if (host.contains(":") && !host.startsWith("[")) {
            return null;
        }
        String bare = withoutBrackets(host);
        return isHost(bare) ? new HostPort(bare, port) : null;
    }

    static Optional<Integer> port(String text) {
        return DIGITS.matcher(text).matches()
                ? Optional.of(Integer.parseInt(text)).filter(p -> p >= 1 && p <= 65535)
                : Optional.empty();
    }

    static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") && host.contains(":")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    static boolean isHost(String host) {
        if (!host.contains(":")) {
            return NAME.matcher(host).matches();
        }
        int percent = host.indexOf('%');
        String address = percent < 0 ? host : host.substring(0, percent);
        if (!IPV6.matcher(address).matches()
                || (percent >= 0 && !ZONE.matcher(host.substring(percent + 1)).matches())) {
            return false;
        }
        try {
            // In brackets it is taken for an address and never looked up.
            InetAddress.getByName('[' + address + ']');
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    /** Returns {@code host:port}, with brackets around an address of IPv6. */
    @Override
    public String toString() {
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }
}
