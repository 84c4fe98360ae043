package org.abisession.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the address that the console listens on. */
final class ListenAddress {
    static final String DEFAULT = "127.0.0.1:8642";

    private static final int PORT = 8642;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern FORM =
            Pattern.compile("(?<only>[0-9]{1,5})|(?<host>\\[[0-9a-fA-F:.]+]|[A-Za-z0-9._-]+)(?::(?<port>[0-9]{1,5}))?");

    private ListenAddress() {}

    static InetSocketAddress parse(String text) {
        Matcher form = FORM.matcher(text);
        String port = form.matches() ? (form.group("only") != null ? form.group("only") : form.group("port")) : "no";
        int number = port == null ? PORT : port.matches("[0-9]+") ? Integer.parseInt(port) : -1;
        if (number < 0 || number > HIGHEST_PORT) {
            throw new WrongUsageException("--listen must be PORT, HOST or HOST:PORT, such as 127.0.0.1:8642");
        }
        String host = form.group("host") == null ? "127.0.0.1" : form.group("host");
        try {
            return new InetSocketAddress(InetAddress.getByName(host), number);
        } catch (UnknownHostException e) {
            throw new WrongUsageException("--listen must name a host that is known here");
        }
    }
}
