package org.abisession.it.frameworks;

import java.nio.file.Path;
import java.util.Map;

/** A running server with one web application at the context path {@code /}. */
interface Server extends AutoCloseable {
    /** Its port on 127.0.0.1. */
    int port();

    /** Stops it in an orderly way, or kills it, if it is a {@link ServerProcess}. */
    @Override
    void close();

    /** The servers that the applications run on. */
    enum Kind {
        TOMCAT,
        JETTY;

        /** Starts one, wired as the README says. */
        Server start(Path webapp, Map<String, String> settings) throws Exception {
            return this == TOMCAT ? new TomcatServer(webapp, settings) : new JettyServer(webapp, settings);
        }
    }
}
