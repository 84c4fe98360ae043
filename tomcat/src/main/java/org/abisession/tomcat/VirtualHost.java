package org.abisession.tomcat;

import org.apache.catalina.Container;
import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.Server;
import org.apache.catalina.Service;

/** Names the virtual host of a context, so that applications of one path on several hosts are told apart. */
final class VirtualHost {
    private VirtualHost() {}

    /** Returns the name of the context's virtual host; empty for the default host of the server's first service. */
    static String of(Context context) {
        Container host = context.getParent();
        if (host == null || !(host.getParent() instanceof Engine engine)) {
            return "";
        }
        boolean isDefault = host.getName().equalsIgnoreCase(engine.getDefaultHost());
        Service service = engine.getService();
        Server server = service == null ? null : service.getServer();
        if (server != null && server.findServices()[0] != service) {
            return service.getName() + "/" + host.getName();
        }
        return isDefault ? "" : host.getName();
    }
}
