package org.abisession.example.web;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Knows which server this is, and which others there are. */
final class Node {
    /** The name of the context parameter, or else system property, with the ports of all nodes: {@code 8081,8082}. */
    static final String NODES = "demo.nodes";

    private Node() {}

    /** Returns the server that answers, such as {@code jetty:8081}. */
    static String name(HttpServletRequest request) {
        return product(request.getServletContext().getServerInfo()) + ":" + request.getLocalPort();
    }

    /** Returns the product in the server's info: {@code tomcat} for {@code "Apache Tomcat/10.1.59"}. */
    static String product(String serverInfo) {
        String[] words = serverInfo.split("/", 2)[0].strip().split("\\s+", -1);
        return words[words.length - 1].toLowerCase(Locale.ROOT);
    }

    static List<Integer> ports(ServletContext context) {
        String parameter = context.getInitParameter(NODES);
        return ports(parameter == null ? System.getProperty(NODES) : parameter);
    }

    /** Returns the ports of the list; none for no list. */
    static List<Integer> ports(@Nullable String list) {
        List<Integer> ports = new ArrayList<>();
        if (list == null || list.isBlank()) {
            return ports;
        }
        for (String item : list.split(",", -1)) {
            String text = item.strip();
            int port = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
            if (port < 1 || port > 65535) {
                throw new IllegalArgumentException(
                        NODES + " must be ports from 1 to 65535, separated by commas, had '" + text + "'.");
            }
            ports.add(port);
        }
        return ports;
    }
}
