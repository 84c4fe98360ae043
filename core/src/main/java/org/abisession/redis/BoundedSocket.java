package org.abisession.redis;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket on which an exchange, a request and all of its reply, ends within a limit: a write that the peer does not
 * take fails as a read that it does not answer. A large value may take longer as long as {@value #PROGRESS_BYTES} bytes
 * move within each limit.
 *
 * <p>A reply that has come is taken also after the limit: its reader may have been held up by something else, such as a
 * pause of the JVM, or a node of the cluster that hangs and was read first.
 *
 * <p>A blocking write can't be given a timeout. One that could block, since more was sent than any socket buffers, is
 * watched: when the limit is reached, another thread closes the socket. For one thread at a time.
 */
final class BoundedSocket extends Socket {
    /** The bytes that have to move in the time of one limit. */
    static final int PROGRESS_BYTES = 65_536;

    /**
     * The bytes that an exchange may send without being watched: the peer has read all before, so every socket buffers
     * that much.
     */
    private static final int BUFFERED_BYTES = 8_192;

    private static final Logger LOG = LoggerFactory.getLogger(BoundedSocket.class);

    private final ScheduledExecutorService watch;
    private long limitNanos;
    private long deadline;
    private boolean open;
    private boolean reading = true;
    private int sent;
    private int moved;
    private volatile boolean late;
    private @Nullable InputStream in;
    private @Nullable OutputStream out;

    /** Makes a socket that is not connected, and whose first exchange has begun. */
    BoundedSocket(ScheduledExecutorService watch, Duration limit) {
        this.watch = watch;
        setUp(limit);
    }

    /** Limits all that follows, until {@link #ready}, as a whole: handshake, greeting, login. */
    void setUp(Duration limit) {
        open = false;
        limitNanos = limit.toNanos();
        begin();
    }

    /** Ends the setup of the connection: from now on each exchange has the limit. */
    void ready() {
        open = true;
    }

    /**
     * Returns true if the peer has closed the connection, or has sent what nobody asked for. To be called between two
     * exchanges; takes a millisecond where it is false.
     */
    boolean isEnded() {
        try {
            setSoTimeout(1);
            int unused = super.getInputStream().read();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private void begin() {
        deadline = System.nanoTime() + limitNanos;
        moved = 0;
    }

    private void move(int bytes) {
        moved += bytes;
        if (open && moved >= PROGRESS_BYTES) {
            begin();
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        InputStream bounded = in;
        if (bounded == null) {
            bounded = new BoundedInput(super.getInputStream());
            in = bounded;
        }
        return bounded;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream bounded = out;
        if (bounded == null) {
            bounded = new BoundedOutput(super.getOutputStream());
            out = bounded;
        }
        return bounded;
    }

    private final class BoundedInput extends FilterInputStream {
        BoundedInput(InputStream plain) {
            super(plain);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            reading = true;
            long left = deadline - System.nanoTime();
            if (left <= 0 && in.available() == 0) {
                throw new SocketTimeoutException("Read timed out");
            }
            setSoTimeout((int) TimeUnit.NANOSECONDS.toMillis(Math.max(left, 0)) + 1);
            int read = super.read(bytes, from, length);
            move(Math.max(read, 0));
            return read;
        }

        @Override
        public void close() throws IOException {
            BoundedSocket.this.close();
        }
    }

    private final class BoundedOutput extends FilterOutputStream {
        BoundedOutput(OutputStream plain) {
            super(plain);
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (reading) {
                reading = false;
                sent = 0;
                if (open) {
                    begin();
                }
            }
            for (int done = 0; done < length; ) {
                int part = Math.min(length - done, PROGRESS_BYTES);
                sent = Math.min(sent + part, PROGRESS_BYTES);
                if (sent <= BUFFERED_BYTES) {
                    out.write(bytes, from + done, part);
                } else {
                    watched(bytes, from + done, part);
                }
                move(part);
                done += part;
            }
        }

        private void watched(byte[] bytes, int from, int length) throws IOException {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw new SocketTimeoutException("Write timed out");
            }
            Future<?> closing;
            try {
                closing = watch.schedule(BoundedSocket.this::closeLate, left, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                throw new IOException("The connections are closed", e);
            }
            try {
                out.write(bytes, from, length);
            } catch (IOException e) {
                if (late) {
                    SocketTimeoutException timeout = new SocketTimeoutException("Write timed out");
                    timeout.addSuppressed(e);
                    throw timeout;
                }
                throw e;
            } finally {
                closing.cancel(false);
            }
        }

        @Override
        public void close() throws IOException {
            BoundedSocket.this.close();
        }
    }

    private void closeLate() {
        late = true;
        try {
            close();
        } catch (IOException e) {
            LOG.debug("A socket that the peer does not read could not be closed", e);
        }
    }
}
