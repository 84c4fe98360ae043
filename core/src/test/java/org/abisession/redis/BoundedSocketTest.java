package org.abisession.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BoundedSocketTest {
    private static final Duration LIMIT = Duration.ofMillis(100);

    @Test
    void read_readerWasHeldUpBeyondTheLimit_takesWhatHasComeAndNoMore() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BoundedSockets sockets = new BoundedSockets(Duration.ofSeconds(30), LIMIT);
                BoundedSocket socket = sockets.connect("127.0.0.1", server.getLocalPort());
                Socket peer = server.accept()) {
            socket.setUp(LIMIT);
            socket.ready();
            socket.getOutputStream().write('?');
            peer.getOutputStream().write("+OK".getBytes(US_ASCII));
            InputStream in = socket.getInputStream();
            await().pollDelay(LIMIT.multipliedBy(3)).until(() -> in.available() == 3);

            byte[] reply = new byte[3];
            assertThat(in.read(reply)).isEqualTo(3);
            assertThat(reply).asString(US_ASCII).isEqualTo("+OK");
            assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
        }
    }
}
