package org.abisession.contract;

import java.nio.file.Path;
import java.util.Map;
import org.abisession.contract.ServletContainerContract.Node;

/** The containers that a test of both runs on. */
public enum Container {
    TOMCAT {
        @Override
        public Node start(Path webapp, Map<String, String> settings) throws Exception {
            return TomcatNode.start(webapp, "", settings);
        }
    },
    JETTY {
        @Override
        public Node start(Path webapp, Map<String, String> settings) throws Exception {
            JettyNode node = new JettyNode(settings);
            node.add(webapp, "");
            return node.start();
        }
    };

    /** Starts one on a free port of 127.0.0.1, with an exploded web application at the root. */
    public abstract Node start(Path webapp, Map<String, String> settings) throws Exception;
}
