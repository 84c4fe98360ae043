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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

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

    /** What a thread has locked or counted when its stack ends would stay so for all others. */
    @Test
    @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
    void connect_stacksOfOtherThreadsHaveEnded_connects() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
                BoundedSockets sockets = new BoundedSockets(Duration.ofSeconds(2), LIMIT)) {
            for (int i = 0; i < 20; i++) {
                Thread thread =
                        new Thread(null, () -> connectDeeper(sockets, server.getLocalPort()), "deep", 256 * 1024);
                thread.setDaemon(true);
                thread.start();
                thread.join(Duration.ofSeconds(10).toMillis());
                assertThat(thread.isAlive()).isFalse();
            }
            try (BoundedSocket socket = sockets.connect("127.0.0.1", server.getLocalPort())) {
                assertThat(socket.isConnected()).isTrue();
            }
        }
    }

    /** Calls itself until the stack ends, and connects on the way back until that works. */
    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private static boolean connectDeeper(BoundedSockets sockets, int port) {
        try {
            if (connectDeeper(sockets, port)) {
                return true;
            }
        } catch (StackOverflowError e) {
            return false;
        }
        try (BoundedSocket socket = sockets.connect("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (StackOverflowError | IOException e) {
            return false;
        }
    }
}
