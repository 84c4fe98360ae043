package org.abisession.fuzz;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract.Node;
import org.abisession.jetty.JettyFuzzNode;
import org.abisession.tomcat.TomcatFuzzNode;

/** The containers that are fuzzed. */
enum Container {
    JETTY,
    TOMCAT;

    Node start(Path webapp, Map<String, String> settings) throws Exception {
        return this == JETTY ? JettyFuzzNode.start(webapp, settings) : TomcatFuzzNode.start(webapp, settings);
    }
}
