package org.abisession.jetty;

import java.util.Locale;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Context;
import org.eclipse.jetty.server.handler.ContextHandler;

/** Names the virtual hosts of a context, so that applications of one path on several hosts are told apart. */
final class VirtualHosts {
    private VirtualHosts() {}

    /** Returns all virtual hosts of a context, sorted, with commas between them; empty for a context of every host. */
    static String of(Context context) {
        return context instanceof ContextHandler.ScopedContext scoped
                ? scoped.getContextHandler().getVirtualHosts().stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","))
                : "";
    }
}
