package org.abisession.example.tomcat;

import java.net.URI;
import org.abisession.example.ExamplePageContract;
import org.abisession.example.TwoNodes;
import org.junit.jupiter.api.extension.RegisterExtension;

class TomcatExamplePageTest extends ExamplePageContract {
    @RegisterExtension
    static final TwoNodes nodes = new TwoNodes(TomcatExample::new);

    @Override
    protected URI nodeA() {
        return nodes.nodeA();
    }

    @Override
    protected URI nodeB() {
        return nodes.nodeB();
    }
}
