package org.abisession.it.frameworks;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.TomcatNode;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** An embedded Tomcat whose application brings frameworks. */
final class TomcatServer implements Server {
    private final TomcatNode node;

    TomcatServer(Path webapp, Map<String, String> settings) throws Exception {
        node = TomcatNode.start(webapp, "", (tomcat, context) -> {
            // Finds what is in WEB-INF/lib; the class path of the tests is not part of a server.
            StandardJarScanner scanner = new StandardJarScanner();
            scanner.setScanClassPath(false);
            context.setJarScanner(scanner);
            context.setManager(TomcatNode.manager(settings));
        });
        if (!node.isServing()) {
            close();
            throw new IllegalStateException("The application does not start on Tomcat; see the log");
        }
    }

    @Override
    public int port() {
        return node.port();
    }

    @Override
    public void close() {
        try {
            node.close();
        } catch (Exception e) {
            throw new IllegalStateException("Tomcat does not stop", e);
        }
    }
}
