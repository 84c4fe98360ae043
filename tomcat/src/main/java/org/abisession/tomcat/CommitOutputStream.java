package org.abisession.tomcat;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * A response's stream that says so before Tomcat sends: at a flush, at the end, when the buffer overflows,
 * and when all that Content-Length announces is written (which Tomcat 11 sends at once).
 */
final class CommitOutputStream extends ServletOutputStream {
    private final ServletOutputStream tomcats;
    private final CommitResponse response;
    private long written;
    /** The most bytes that may be in the buffer. */
    private long buffered;

    CommitOutputStream(ServletOutputStream tomcats, CommitResponse response) {
        this.tomcats = tomcats;
        this.response = response;
    }

    boolean writesTo(ServletOutputStream stream) {
        return tomcats == stream;
    }

    void emptied() {
        written = 0;
        buffered = 0;
    }

    private void beforeWrite(int length) {
        written += length;
        buffered += length;
        long announced = response.guard().response().getCoyoteResponse().getContentLengthLong();
        if (buffered > response.getBufferSize() || (announced >= 0 && written >= announced)) {
            response.guard().beforeCommit();
            buffered = length;
        }
    }

    @Override
    public void write(int b) throws IOException {
        beforeWrite(1);
        tomcats.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        beforeWrite(length);
        tomcats.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        response.guard().beforeCommit();
        tomcats.flush();
        buffered = 0;
    }

    @Override
    public void close() throws IOException {
        response.guard().beforeCommit();
        tomcats.close();
    }

    @Override
    public boolean isReady() {
        return tomcats.isReady();
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        tomcats.setWriteListener(listener);
    }
}
