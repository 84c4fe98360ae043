package org.abisession.example.jetty;

import java.net.URI;
import org.abisession.example.ExampleApiContract;
import org.abisession.example.TwoNodes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("full")
class JettyExampleApiTest extends ExampleApiContract {
    @RegisterExtension
    static final TwoNodes nodes = new TwoNodes(JettyExample::new);

    @Override
    protected URI nodeA() {
        return nodes.nodeA();
    }

    @Override
    protected URI nodeB() {
        return nodes.nodeB();
    }
}
