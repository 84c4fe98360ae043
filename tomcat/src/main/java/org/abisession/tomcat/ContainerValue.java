package org.abisession.tomcat;

import jakarta.servlet.http.HttpSessionBindingListener;

/**
 * Tells which attributes Tomcat sets for itself. One that waits for the end of the session, as Tomcat's WebSocket and
 * its valve for crawlers have them, means something on its own node only.
 */
final class ContainerValue {
    private ContainerValue() {}

    static boolean isBoundToNode(Object value) {
        return value instanceof HttpSessionBindingListener && isContainers(value);
    }

    /** Returns true if the object is of a class of Tomcat. */
    static boolean isContainers(Object object) {
        String type = object.getClass().getName();
        return type.startsWith("org.apache.catalina.") || type.startsWith("org.apache.tomcat.");
    }

    /** Returns true if the object is of a class of Tomcat's WebSockets. */
    static boolean isOfWebSockets(Object object) {
        return object.getClass().getName().startsWith("org.apache.tomcat.websocket.");
    }
}
