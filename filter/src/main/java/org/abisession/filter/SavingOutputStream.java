package org.abisession.filter;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/** The stream of a response, which stores the session before the container sends. */
final class SavingOutputStream extends ServletOutputStream {
    private final ServletOutputStream containers;
    private final SessionResponse response;
    private long written;
    /** The most bytes that may be in the container's buffer. */
    private long buffered;

    SavingOutputStream(ServletOutputStream containers, SessionResponse response) {
        this.containers = containers;
        this.response = response;
    }

    boolean writesTo(ServletOutputStream stream) {
        return containers == stream;
    }

    /** Returns true if nothing was written, or everything was taken back. */
    boolean isUnused() {
        return written == 0;
    }

    void emptied() {
        written = 0;
        buffered = 0;
    }

    private void beforeWrite(int length) {
        written += length;
        buffered += length;
        if (response.beforeWrite(buffered, written)) {
            buffered = length;
        }
    }

    @Override
    public void write(int b) throws IOException {
        if (!response.isRedirect()) {
            beforeWrite(1);
            containers.write(b);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!response.isRedirect()) {
            beforeWrite(length);
            containers.write(bytes, offset, length);
        }
    }

    @Override
    public void flush() throws IOException {
        if (!response.isRedirect()) {
            response.beforeCommit();
            containers.flush();
            buffered = 0;
        }
    }

    @Override
    public void close() throws IOException {
        if (!response.isRedirect()) {
            response.beforeCommit();
            containers.close();
        }
    }

    @Override
    public boolean isReady() {
        return containers.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        containers.setWriteListener(listener);
    }
}
