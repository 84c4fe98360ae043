package org.abisession.undertow;

import io.undertow.security.impl.SingleSignOnAuthenticationMechanism;
import io.undertow.servlet.handlers.security.CachedAuthenticatedSessionHandler;
import io.undertow.servlet.util.SavedRequest;
import io.undertow.websockets.core.CloseMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells apart what Undertow itself keeps with a session, under names that begin with {@code io.undertow}. A login and
 * the request before it are stored; everything else, as the open WebSockets, belongs to one node and stays there.
 */
final class ContainerAttributes {
    /** The name of the list of the open WebSockets. */
    static final String WEB_SOCKETS = "io.undertow.websocket.current-connections";

    private static final String UNDERTOWS = "io.undertow";
    private static final Set<String> STORED = Set.of(
            CachedAuthenticatedSessionHandler.ATTRIBUTE_NAME,
            CachedAuthenticatedSessionHandler.NO_ID_CHANGE_REQUIRED,
            io.undertow.security.handlers.CachedAuthenticatedSessionHandler.ATTRIBUTE_NAME,
            io.undertow.security.handlers.CachedAuthenticatedSessionHandler.NO_ID_CHANGE_REQUIRED,
            SingleSignOnAuthenticationMechanism.class.getName() + ".SSOID",
            SavedRequest.class.getName(),
            "io.undertow.servlet.form.auth.redirect.location",
            "io.undertow.servlet.form.auth.orig.session.timeout");

    private ContainerAttributes() {}

    /** Returns true if the name is Undertow's, not the application's. */
    static boolean has(String name) {
        return name.startsWith(UNDERTOWS);
    }

    /** Returns true if another node needs the value, too. */
    static boolean isStored(String name) {
        return STORED.contains(name);
    }

    /** Closes the WebSockets of a session that has ended, as Undertow does for its own sessions. */
    static void close(@Nullable Object webSockets) {
        if (webSockets instanceof List<?> channels) {
            for (Object each : channels.toArray()) {
                if (each instanceof WebSocketChannel channel) {
                    WebSockets.sendClose(CloseMessage.MSG_VIOLATES_POLICY, "", channel, null);
                }
            }
        }
    }
}
