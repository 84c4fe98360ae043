package org.abisession.example.jetty;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ServerSocket;
import org.abisession.example.Demonstration.PortTakenException;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // close throws Exception
class JettyExamplePortTest {
    @Test
    void start_portTaken_failsWithThePortAndWhatToType() throws Exception {
        try (ServerSocket taken = new ServerSocket(0);
                JettyExample example = new JettyExample()) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> example.start(port))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining("Port " + port + " can't be opened")
                    .hasMessageContaining("-Dports=");
        }
    }
}
