package org.abisession.tomcat;

import jakarta.servlet.http.HttpSessionBindingListener;

/**
 * Tells which attributes Tomcat sets for itself. One that waits for the end of the session, as Tomcat's WebSocket and its
 * valve for crawlers have them, means something on its own node only.
 */
final class ContainerValue {
    private ContainerValue() {}

    static boolean isBoundToNode(Object value) {
        String type = value.getClass().getName();
        return value instanceof HttpSessionBindingListener
                && (type.startsWith("org.apache.catalina.") || type.startsWith("org.apache.tomcat."));
    }
}
