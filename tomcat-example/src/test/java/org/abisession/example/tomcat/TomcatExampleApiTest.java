package org.abisession.example.tomcat;

import java.net.URI;
import org.abisession.example.ExampleApiContract;
import org.abisession.example.TwoNodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("full")
class TomcatExampleApiTest extends ExampleApiContract {
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
